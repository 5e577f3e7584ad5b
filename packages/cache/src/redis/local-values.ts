import type { Clock } from '@maximus/kernel';
import { LRUCache } from 'lru-cache';

/** Most values that stand in for Redis at once, and most bytes of them: the limits of the cache's first level. */
const maxEntries = 10_000;
const maxBytes = 64 * 1024 * 1024;
const overheadBytes = 64;

/** Values in this process, with Redis' rules of expiry. */
export interface LocalValues {
  readonly size: number;
  get(key: string): string | undefined;
  set(key: string, value: string, ttlMs?: number): void;
  delete(key: string): boolean;
  incr(key: string, by: number, ttlMs?: number): number;
  clear(): void;
}

/** An empty store; `clock` never steps. */
export function localValues(clock: Clock): LocalValues {
  const values = new LRUCache<string, string>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: (value, key) => overheadBytes + 2 * (value.length + key.length),
    perf: clock,
    ttlResolution: 0,
  });
  const set = (key: string, value: string, ttlMs?: number): void => {
    values.set(key, value, ttlMs === undefined ? {} : { ttl: Math.max(1, ttlMs) });
  };
  return {
    get size() {
      return values.size;
    },
    get: (key) => values.get(key),
    set,
    delete: (key) => values.has(key) && values.delete(key),
    incr(key, by, ttlMs) {
      const known = values.get(key);
      const sum = (known === undefined ? 0 : Number(known) || 0) + by;
      const leftMs = known === undefined ? ttlMs : values.getRemainingTTL(key);
      set(key, String(sum), leftMs === undefined || leftMs === Number.POSITIVE_INFINITY ? undefined : leftMs);
      return sum;
    },
    clear: () => values.clear(),
  };
}
