/** Who leaves first when a level is full. */
export type Eviction = 'lru' | 'lfu' | 'fifo';

/** An order of keys by how much they are worth keeping. Every operation takes constant time. */
export interface EvictionOrder {
  added(key: string): void;
  used(key: string): void;
  removed(key: string): void;
  /** The key to give up next. */
  victim(): string | undefined;
}

/** A new order, without keys. */
export function evictionOrder(kind: Eviction): EvictionOrder {
  return kind === 'lfu' ? byUses() : byAge(kind === 'lru');
}

/** The oldest leaves; with `renewed` a use makes a key young again. */
function byAge(renewed: boolean): EvictionOrder {
  const keys = new Set<string>();
  const renew = (key: string): void => {
    if (keys.delete(key)) keys.add(key);
  };
  return {
    added: (key) => void keys.add(key),
    used: renewed ? renew : () => undefined,
    removed: (key) => void keys.delete(key),
    victim: () => keys.values().next().value,
  };
}

/** The least used leaves, and among equals the one whose last use is longest ago. */
function byUses(): EvictionOrder {
  const usesOf = new Map<string, number>();
  const byCount = new Map<number, Set<string>>();
  let fewest = 0;
  const put = (key: string, uses: number): void => {
    usesOf.set(key, uses);
    const group = byCount.get(uses);
    if (group === undefined) byCount.set(uses, new Set([key]));
    else group.add(key);
  };
  const take = (key: string): number | undefined => {
    const uses = usesOf.get(key);
    if (uses === undefined) return undefined;
    usesOf.delete(key);
    const group = byCount.get(uses);
    group?.delete(key);
    if (group?.size === 0) byCount.delete(uses);
    return uses;
  };
  return {
    added(key) {
      put(key, 1);
      fewest = 1;
    },
    used(key) {
      const uses = take(key);
      if (uses === undefined) return;
      put(key, uses + 1);
      if (fewest === uses && !byCount.has(uses)) fewest = uses + 1;
    },
    removed: (key) => void take(key),
    victim() {
      if (usesOf.size === 0) return undefined;
      // After a removal the smallest count may be any other: they are few.
      if (!byCount.has(fewest)) fewest = Math.min(...byCount.keys());
      return byCount.get(fewest)?.values().next().value;
    },
  };
}
