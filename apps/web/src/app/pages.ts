import {
  Activity,
  Blocks,
  Dna,
  FolderGit2,
  HeartPulse,
  LayoutDashboard,
  ListTodo,
  type LucideIcon,
  Palette,
  Rss,
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
    path: '/design',
    load: () => import('../pages/design/design-page.tsx'),
    nav: { title: 'nav.design', icon: Palette, group: 'operation' },
  },
];

/** Loads the code of the page at an address beforehand. */
export function prefetchPage(path: string): void {
  void pages.find((page) => page.path === path)?.load();
}

void [Activity, Blocks, Dna, FolderGit2, HeartPulse, ListTodo, Rss];
