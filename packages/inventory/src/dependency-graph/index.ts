/**
 * From the entries of a lock file to components: scopes by reachability, what is direct, edges that lead nowhere, two
 * versions under one digest. Knows no format. Read build-graph.ts first.
 */
export { buildGraph, type DraftComponent, type DraftEdge, type DraftGraph, type RootEdge } from './build-graph.ts';
export { impliedRoots } from './implied-roots.ts';
export { reachScopes } from './reach-scopes.ts';
export { unaskedRoots } from './unasked-roots.ts';
