import type { Clock } from '@maximus/kernel';
import { type Eviction, evictionOrder } from './eviction.ts';

/** A value of the first level. Times are of the clock that the cache was given. */
export interface Entry {
  /** `undefined`: known not to exist. */
  readonly value: unknown;
  readonly freshUntilMs: number;
  /** From here on it may not be given any more. */
  readonly goneAtMs: number;
  readonly bytes: number;
}

/** What the first level is bounded by. */
export interface MemoryLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly eviction: Eviction;
}

/** The first level: this process's memory. */
export interface MemoryLevel {
  readonly bytes: number;
  readonly entries: number;
  get(key: string): Entry | undefined;
  /** An entry larger than the whole level is not kept. */
  set(key: string, entry: Entry): void;
  delete(key: string): boolean;
  clear(): void;
}

/** An empty level. `evicted` is told of each entry that had to leave before its time. */
export function memoryLevel(limits: MemoryLimits, clock: Clock, evicted: () => void): MemoryLevel {
  const entries = new Map<string, Entry>();
  let order = evictionOrder(limits.eviction);
  let bytes = 0;
  const remove = (key: string): boolean => {
    const entry = entries.get(key);
    if (entry === undefined) return false;
    bytes -= entry.bytes;
    order.removed(key);
    return entries.delete(key);
  };
  const makeRoomFor = (newBytes: number): void => {
    while (bytes + newBytes > limits.maxBytes || entries.size + 1 > limits.maxEntries) {
      const victim = order.victim();
      if (victim === undefined) return;
      const { goneAtMs = 0 } = entries.get(victim) ?? {};
      remove(victim);
      if (goneAtMs > clock.now()) evicted();
    }
  };
  return {
    get bytes() {
      return bytes;
    },
    get entries() {
      return entries.size;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.goneAtMs <= clock.now()) {
        remove(key);
        return undefined;
      }
      order.used(key);
      return entry;
    },
    set(key, entry) {
      remove(key);
      if (entry.bytes > limits.maxBytes) return;
      // Room is made first: a new entry of the least-used order would otherwise be its own victim.
      makeRoomFor(entry.bytes);
      bytes += entry.bytes;
      entries.set(key, entry);
      order.added(key);
    },
    delete: remove,
    clear() {
      entries.clear();
      order = evictionOrder(limits.eviction);
      bytes = 0;
    },
  };
}
