import type { Clock } from '@maximus/kernel';
import type { ForgeConfig } from '../config.ts';
import type { Clone } from '../git/clone.ts';
import type { ForgePlugin, PullRequests } from '../types.ts';

/** What the use cases of one project work with. */
export interface DeliveryContext {
  readonly plugin: ForgePlugin;
  readonly config: ForgeConfig;
  readonly clone: Clone;
  readonly pulls: PullRequests | undefined;
  readonly clock: Clock;
  readonly maxPatchBytes: number;
  /** Address of a page of the project at the forge, or nothing for local. */
  readonly webUrl: string | undefined;
}

/** Links to branch and commit where the forge has pages. GitLab keeps them below `/-/`, Gitea names the kind of ref. */
export function linksOf(
  context: DeliveryContext,
  branch: string,
  commit: string,
): { branch?: string; commit?: string } {
  const { webUrl, plugin } = context;
  if (webUrl === undefined) return {};
  const path = branch.split('/').map(encodeURIComponent).join('/');
  const pages = {
    github: ['tree', 'commit'],
    gitlab: ['-/tree', '-/commit'],
    gitea: ['src/branch', 'commit'],
    local: [],
  };
  const [tree, one] = pages[plugin.id];
  return tree === undefined || one === undefined
    ? {}
    : { branch: `${webUrl}/${tree}/${path}`, commit: `${webUrl}/${one}/${commit}` };
}
