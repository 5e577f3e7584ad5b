import type { TestRun } from '../tests/types.ts';

/** What a run found out about a tree before any change, to be used again by the next patch of the same commit. */
export interface VulnerableTree {
  readonly tests: TestRun;
}

/** Keeps what is known of vulnerable trees by commit, tool versions, level and limits (arena.md §1). */
export interface VulnerableTreeCache {
  get(key: string): VulnerableTree | undefined;
  set(key: string, tree: VulnerableTree): void;
}

/** A cache in memory of at most `capacity` trees; the one not used for longest goes first. */
export function createTreeCache(capacity = 64): VulnerableTreeCache {
  const held = new Map<string, VulnerableTree>();
  return {
    get(key) {
      const tree = held.get(key);
      if (tree === undefined) return undefined;
      held.delete(key);
      held.set(key, tree);
      return tree;
    },
    set(key, tree) {
      held.delete(key);
      held.set(key, tree);
      const oldest = held.keys().next();
      if (held.size > capacity && oldest.done !== true) held.delete(oldest.value);
    },
  };
}
