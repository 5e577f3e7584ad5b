export { type ArenaLimits, defaultArenaLimits } from './limits.ts';
export { proveRemedy } from './prove-remedy.ts';
export { createTreeCache, type VulnerableTree, type VulnerableTreeCache } from './tree-cache.ts';
export type * from './types.ts';
