import type { DraftComponent, RootEdge } from './build-graph.ts';

/**
 * For a lock file some of whose manifests are not there: what no entry asks for, the project must have asked for, since package
 * managers drop entries that nothing needs. With which scope is not known.
 */
export function unaskedRoots(drafts: ReadonlyMap<string, DraftComponent>): RootEdge[] {
  const asked = new Set<string>();
  for (const [key, draft] of drafts) for (const edge of draft.dependsOn) if (edge.to !== key) asked.add(edge.to);
  return [...drafts.keys()].filter((key) => !asked.has(key)).map((to) => ({ to, scope: 'unknown' }));
}
