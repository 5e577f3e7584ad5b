import {
  Blocks,
  Dna,
  FolderGit2,
  Gavel,
  GitPullRequest,
  HeartPulse,
  LayoutDashboard,
  ListTodo,
  type LucideIcon,
  Palette,
  Rss,
  Scale,
  ScrollText,
  Settings,
} from 'lucide-react';
import type { ComponentType } from 'react';
import type { MessageKey } from '../i18n/locales.ts';

/** One address of the dashboard. Its code is loaded when somebody goes, hovers or focuses there. */
export interface PageRow {
  readonly path: string;
  readonly load: () => Promise<{ readonly Component: ComponentType }>;
  /** Set where the page stands in the navigation. */
  readonly nav?: {
    readonly title: MessageKey;
    readonly icon: LucideIcon;
    readonly group: 'loop' | 'estate' | 'operation';
    /** `g o`. */
    readonly keys?: string;
  };
}

/** Every page: a new one is a line here, its file below `pages/`, and its messages in both languages. */
export const pages: readonly PageRow[] = [
  {
    path: '/',
    load: () => import('../pages/overview/overview-page.tsx'),
    nav: { title: 'nav.overview', icon: LayoutDashboard, group: 'loop', keys: 'g o' },
  },
  {
    path: '/adaptive-immunity',
    load: () => import('../pages/immunity/immunity-page.tsx'),
    nav: { title: 'nav.immunity', icon: Dna, group: 'loop', keys: 'g i' },
  },
  { path: '/adaptive-immunity/apvs/:id', load: () => import('../pages/apv/apv-page.tsx') },
  {
    path: '/review',
    load: () => import('../pages/review/review-page.tsx'),
    nav: { title: 'nav.review', icon: Gavel, group: 'loop', keys: 'g r' },
  },
  { path: '/review/:decisionId', load: () => import('../pages/review/decision-page.tsx') },
  {
    path: '/patches',
    load: () => import('../pages/patches/patches-page.tsx'),
    nav: { title: 'nav.patches', icon: GitPullRequest, group: 'loop', keys: 'g p' },
  },
  { path: '/patches/:id', load: () => import('../pages/patches/patch-page.tsx') },
  {
    path: '/immunity',
    load: () => import('../pages/immunity-panel/immunity-panel-page.tsx'),
    nav: { title: 'nav.panel', icon: Scale, group: 'loop' },
  },
  {
    path: '/projects',
    load: () => import('../pages/projects/projects-page.tsx'),
    nav: { title: 'nav.projects', icon: FolderGit2, group: 'estate', keys: 'g e' },
  },
  { path: '/projects/:id', load: () => import('../pages/projects/project-page.tsx') },
  {
    path: '/components',
    load: () => import('../pages/components/components-page.tsx'),
    nav: { title: 'nav.components', icon: Blocks, group: 'estate' },
  },
  { path: '/components/:id', load: () => import('../pages/components/component-page.tsx') },
  {
    path: '/feeds',
    load: () => import('../pages/feeds/feeds-page.tsx'),
    nav: { title: 'nav.feeds', icon: Rss, group: 'estate', keys: 'g f' },
  },
  {
    path: '/tasks',
    load: () => import('../pages/tasks/tasks-page.tsx'),
    nav: { title: 'nav.tasks', icon: ListTodo, group: 'operation', keys: 'g t' },
  },
  {
    path: '/status',
    load: () => import('../pages/status/status-page.tsx'),
    nav: { title: 'nav.status', icon: HeartPulse, group: 'operation', keys: 'g s' },
  },
  {
    path: '/activity',
    load: () => import('../pages/activity/activity-page.tsx'),
    nav: { title: 'nav.activity', icon: ScrollText, group: 'operation', keys: 'g a' },
  },
  {
    path: '/settings',
    load: () => import('../pages/settings/settings-page.tsx'),
    nav: { title: 'nav.settings', icon: Settings, group: 'operation' },
  },
  { path: '/settings/:section', load: () => import('../pages/settings/settings-page.tsx') },
  {
    path: '/design',
    load: () => import('../pages/design/design-page.tsx'),
    nav: { title: 'nav.design', icon: Palette, group: 'operation' },
  },
];

/** Loads the code of the page at an address beforehand. */
export function prefetchPage(path: string): void {
  void pages.find((page) => page.path === path)?.load();
}
