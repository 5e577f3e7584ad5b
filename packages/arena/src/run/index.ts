export { type ArenaLimits, defaultArenaLimits } from './limits.ts';
export { createTreeCache, type VulnerableTree, type VulnerableTreeCache } from './tree-cache.ts';
export type * from './types.ts';
