import type { DraftComponent, RootEdge } from './build-graph.ts';
import { topKeys } from './top-keys.ts';

/**
 * For a lock file some of whose manifests are not there: what no entry asks for, the project must have asked for, since package
 * managers drop entries that nothing needs. With which scope is not known.
 */
export function unaskedRoots(drafts: ReadonlyMap<string, DraftComponent>): RootEdge[] {
  return topKeys(drafts).map((to) => ({ to, scope: 'unknown' }));
}
