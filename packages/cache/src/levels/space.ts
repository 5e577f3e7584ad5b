import { createHash } from 'node:crypto';
import type { Clock } from '@maximus/kernel';
import type { Logger } from '@maximus/observability';
import type { Flights } from './flights.ts';
import type { LevelCounts } from './level-counts.ts';
import type { Entry, MemoryLevel } from './memory-level.ts';
import type { RedisLevel } from './redis-level.ts';
import type { CacheKey, CacheSpace, Load, SpaceOptions } from './types.ts';
import { frozenValue, jsonOf, maxValueLength, type StoredValue } from './value-text.ts';

/** What every space of a cache works with. */
export interface SpaceNeeds {
  readonly memory: MemoryLevel;
  readonly l1: LevelCounts;
  readonly l2: RedisLevel;
  readonly flights: Flights;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memoryTtlMs: number;
  readonly redisTtlMs: number;
  readonly negativeTtlMs: number;
  /** 0 up to 1. */
  random(): number;
  tellOthers(keys: readonly string[]): Promise<void>;
}

const entryOverheadBytes = 128;
const longestPart = 200;

/** The values of one kind on the levels of a cache. */
export function cacheSpace<T>(options: SpaceOptions, needs: SpaceNeeds): CacheSpace<T> {
  const { memory, l1, l2, flights, clock } = needs;
  const { name, staleMs = 0, ttlMs = needs.redisTtlMs } = options;
  const keyOf = ({ view, id }: CacheKey) => `${name}:v${options.version}:${keyPart(view)}:${keyPart(id)}`;

  const recall = (key: string): Entry | undefined => {
    const entry = memory.get(key);
    l1.add(entry === undefined ? 'misses' : 'hits');
    return entry;
  };
  /** Puts a value into the first level, for as long as both levels allow. */
  const promote = (key: string, stored: StoredValue): Entry => {
    const nowMs = clock.now();
    const value = stored.json === undefined ? undefined : frozenValue(stored.json);
    const entry: Entry = {
      value,
      freshUntilMs: stored.freshUntilMs,
      goneAtMs: Math.min(stored.goneAtMs, nowMs + jittered(needs.memoryTtlMs)),
      bytes: entryOverheadBytes + 2 * (key.length + (stored.json?.length ?? 0)),
    };
    memory.set(key, entry);
    l1.add('sets');
    return entry;
  };
  const jittered = (ms: number) => ms * (0.9 + 0.2 * needs.random());
  const lifeOf = (value: unknown): StoredValue => {
    const nowMs = clock.now();
    const exists = value !== undefined;
    const freshUntilMs = nowMs + jittered(exists ? ttlMs : needs.negativeTtlMs);
    const json = exists ? jsonOf(value, name) : undefined;
    return { json, freshUntilMs, goneAtMs: freshUntilMs + (exists ? staleMs : 0) };
  };
  const keep = async (key: string, stored: StoredValue): Promise<Entry> => {
    if ((stored.json?.length ?? 0) > maxValueLength) {
      l1.add('errors');
      return { value: frozenValue(stored.json ?? 'null'), freshUntilMs: 0, goneAtMs: 0, bytes: 0 };
    }
    const entry = promote(key, stored);
    await l2.set(key, stored, clock.now());
    return entry;
  };
  const load = async (key: string, loader: Load<T>, flight: { readonly overtaken: boolean }): Promise<unknown> => {
    const value = await loader();
    const stored = lifeOf(value);
    if (flight.overtaken) return stored.json === undefined ? undefined : frozenValue(stored.json);
    return (await keep(key, stored)).value;
  };
  const renew = (key: string, loader: Load<T>): void => {
    flights
      .join(key, (flight) => load(key, loader, flight))
      .catch((err: unknown) => {
        l1.add('errors');
        needs.logger.warn({ err, space: name }, 'a stale value could not be loaded anew');
      });
  };
  const drop = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      flights.overtake(key);
      if (memory.delete(key)) l1.add('deletes');
    }
    await Promise.all(keys.map((key) => l2.delete(key)));
    await needs.tellOthers(keys);
  };

  return {
    async get(cacheKey) {
      const key = keyOf(cacheKey);
      const entry = recall(key);
      if (entry !== undefined) return entry.value as T | undefined;
      const stored = await l2.get(key);
      return stored === undefined ? undefined : (promote(key, stored).value as T | undefined);
    },
    async getOrLoad(cacheKey, loader) {
      const key = keyOf(cacheKey);
      const entry = recall(key);
      if (entry !== undefined) {
        if (entry.freshUntilMs <= clock.now()) renew(key, loader);
        return entry.value as T | undefined;
      }
      const outcome = await flights.join(key, async (flight) => {
        const stored = await l2.get(key);
        if (stored === undefined || flight.overtaken) return await load(key, loader, flight);
        const promoted = promote(key, stored);
        if (stored.freshUntilMs <= clock.now()) queueMicrotask(() => renew(key, loader));
        return promoted.value;
      });
      return outcome as T | undefined;
    },
    async set(cacheKey, value) {
      const key = keyOf(cacheKey);
      const stored = lifeOf(value);
      flights.overtake(key);
      await keep(key, stored);
      await needs.tellOthers([key]);
    },
    async delete(...cacheKeys) {
      await drop(cacheKeys.map(keyOf));
    },
  };
}

/** Foreign text as a part of a key: no separator of ours, and bounded. */
function keyPart(text: string): string {
  const plain = encodeURIComponent(text.toWellFormed());
  return plain.length <= longestPart ? plain : `*${createHash('sha256').update(text).digest('base64url')}`;
}
