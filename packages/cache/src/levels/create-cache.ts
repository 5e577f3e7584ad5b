import { randomUUID } from 'node:crypto';
import { type Clock, parseDuration, parseSize, steadyClock } from '@maximus/kernel';
import { bindMetrics, type Logger, type MetricsRegistry, silentLogger } from '@maximus/observability';
import type { CacheConfig } from '../config.ts';
import { errors } from '../errors.ts';
import { cacheMetrics } from '../metrics.ts';
import type { RedisClient } from '../redis/types.ts';
import { type BlobStore, openBlobStore } from './blob-store.ts';
import { singleFlights } from './flights.ts';
import { openInvalidation } from './invalidation.ts';
import { levelCounts } from './level-counts.ts';
import { memoryLevel } from './memory-level.ts';
import { redisLevel } from './redis-level.ts';
import { cacheSpace } from './space.ts';
import type { Cache } from './types.ts';

/** What `createCache` is given. */
export interface CacheOptions {
  readonly config: CacheConfig;
  readonly redis: RedisClient;
  /** Where blobs are kept; absent: no third level. */
  readonly folder?: string;
  readonly logger?: Logger;
  readonly registry?: MetricsRegistry;
  /** Never steps. */
  readonly clock?: Clock;
  /** 0 up to 1, for the spread of expiry. */
  readonly random?: () => number;
}

const spaceForm = /^[a-z][a-z0-9-]{0,63}$/;

/** Opens a cache on a Redis client, which stays the caller's to close. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { config, redis, logger = silentLogger, clock = steadyClock, random = Math.random } = options;
  const names = new Set<string>();
  const flights = singleFlights();
  const limits = {
    maxBytes: parseSize(config.memory_size) ?? 0,
    maxEntries: config.memory_entries,
    eviction: config.eviction,
  };
  const memory = memoryLevel(limits, clock, () => {
    l1.add('evictions');
    handles.cache_evictions_total.inc({ level: 'l1' });
  });
  const handles = bindMetrics(cacheMetrics, options.registry);
  const counting = (level: 'l1' | 'l2' | 'l3', counts: ReturnType<typeof levelCounts>) => {
    const results = { hits: 'hit', misses: 'miss', errors: 'error' } as const;
    const known = new Map(Object.entries(results));
    return {
      ...counts,
      add(what: Parameters<typeof counts.add>[0], by = 1) {
        counts.add(what, by);
        const result = known.get(what);
        if (result !== undefined) handles.cache_lookups_total.inc({ level, result }, by);
      },
    };
  };
  const l1 = counting(
    'l1',
    levelCounts(clock, () => ({ bytes: memory.bytes, entries: memory.entries })),
  );
  const l2Counts = counting(
    'l2',
    levelCounts(clock, () => ({ bytes: 0, entries: 0 })),
  );
  const l2 = redisLevel({
    ...{ redis, logger, counts: l2Counts },
    now: () => clock.now(),
    announce: (era) => void invalidation.tellEra(era),
  });
  const startCold = (): void => {
    flights.overtakeAll();
    memory.clear();
  };
  const invalidation = await openInvalidation(redis, randomUUID(), {
    keys: (keys) => {
      for (const key of keys) {
        flights.overtake(key);
        memory.delete(key);
      }
    },
    era: (era) => {
      startCold();
      l2.eraSeen(era);
    },
    lost: () => {
      startCold();
      l2.eraLost();
    },
  });
  const stopWatching = redis.onState((state) => {
    if (state !== 'up') return;
    startCold();
    void l2.beginEra();
  });
  const blobs = await openBlobs(options, clock, logger, () => handles.cache_evictions_total.inc({ level: 'l3' }));
  handles.cache_size_bytes.collect((record) => {
    record({ level: 'l1' }, memory.bytes);
    record({ level: 'l3' }, blobs?.counts.total().bytes ?? 0);
  });
  const noBlobs = levelCounts(clock, () => ({ bytes: 0, entries: 0 }));
  const l3 = blobs?.counts ?? noBlobs;

  return {
    blobs,
    space(space) {
      if (!spaceForm.test(space.name)) throw errors.bad_space(`"${space.name}" is no name for a space of the cache`);
      if (names.has(space.name)) throw errors.bad_space(`the space ${space.name} is opened twice`);
      names.add(space.name);
      return cacheSpace(space, {
        ...{ memory, l1, l2, flights, clock, logger, random },
        memoryTtlMs: parseDuration(config.memory_ttl) ?? 0,
        redisTtlMs: parseDuration(config.redis_ttl) ?? 0,
        negativeTtlMs: parseDuration(config.negative_ttl) ?? 0,
        tellOthers: (keys) => invalidation.tellKeys(keys),
      });
    },
    stats: () => ({ l1: l1.total(), l2: l2Counts.total(), l3: l3.total() }),
    snapshot: () => ({ l1: l1.recent(), l2: l2Counts.recent(), l3: l3.recent() }),
    async clear() {
      startCold();
      await l2.beginEra();
    },
    async close() {
      stopWatching();
      startCold();
      await invalidation.close();
    },
  };
}

async function openBlobs(
  { config, folder }: CacheOptions,
  clock: Clock,
  logger: Logger,
  evicted: () => void,
): Promise<BlobStore | undefined> {
  if (folder === undefined) return undefined;
  return await openBlobStore({ folder, maxBytes: parseSize(config.disk_size) ?? 0, logger, clock, evicted });
}
