import { createMetricsRegistry } from '@maximus/observability';
import { beforeEach, describe, expect, it } from 'vitest';
import { CacheConfig } from '../config.ts';
import { createMemoryRedis } from '../redis/memory-redis.ts';
import { describesCache, freshSpace } from '../testing/cache-contract.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { createCache } from './create-cache.ts';

const config = CacheConfig.parse({});
const key = { view: 'everyone', id: 'one' };

describe('the cache without Redis', async () => {
  const cache = await createCache({ config, redis: createMemoryRedis() });
  describesCache(() => cache);
});

describe('expiry', () => {
  let clock = manualClock();
  beforeEach(() => {
    clock = manualClock();
  });
  const open = (random: () => number, overrides = {}) =>
    createCache({ config: CacheConfig.parse(overrides), redis: createMemoryRedis(), clock, random });

  it('spreads the end of a value by a tenth to either side', async () => {
    for (const [random, livesMs, goneMs] of [
      [0, 53_900, 54_100],
      [1, 65_900, 66_100],
    ] as const) {
      const space = (await open(() => random)).space<number>(freshSpace());
      await space.set(key, 1);
      clock.advance(livesMs);
      expect(await space.get(key)).toBe(1);
      clock.advance(goneMs - livesMs);
      expect(await space.get(key)).toBeUndefined();
    }
  });

  it('gives a stale value at once and loads it anew behind, once', async () => {
    const cache = await open(() => 0.5, { memory_ttl: '10m' });
    const space = cache.space<number>(freshSpace({ ttlMs: 1_000, staleMs: 60_000 }));
    let loads = 0;
    const load = async () => {
      loads += 1;
      return loads;
    };
    expect(await space.getOrLoad(key, load)).toBe(1);
    clock.advance(1_001);
    expect(await Promise.all([space.getOrLoad(key, load), space.getOrLoad(key, load)])).toEqual([1, 1]);
    await waitUntil('it was loaded anew', async () => (await space.get(key)) === 2);
    expect(loads).toBe(2);
  });

  it('keeps a stale value when loading it anew fails, until its time is over', async () => {
    const cache = await open(() => 0.5, { memory_ttl: '10m' });
    const space = cache.space<number>(freshSpace({ ttlMs: 1_000, staleMs: 5_000 }));
    await space.set(key, 1);
    clock.advance(2_000);
    const broken = async () => {
      throw new Error('no database');
    };
    expect(await space.getOrLoad(key, broken)).toBe(1);
    await waitUntil('the failure was counted', () => cache.stats().l1.errors === 1);
    expect(await space.getOrLoad(key, broken)).toBe(1);
    clock.advance(4_001);
    await expect(space.getOrLoad(key, broken)).rejects.toThrow('no database');
  });

  it('asks again after thirty seconds for what did not exist', async () => {
    const space = (await open(() => 0.5)).space<number>(freshSpace());
    await space.getOrLoad(key, async () => undefined);
    clock.advance(29_000);
    expect(await space.getOrLoad(key, async () => 1)).toBeUndefined();
    clock.advance(1_001);
    expect(await space.getOrLoad(key, async () => 1)).toBe(1);
  });
});

describe('the bounds of the first level', () => {
  it('holds its number of entries and its bytes, counts who left, and tells the registry', async () => {
    const registry = await createMetricsRegistry();
    const limits = CacheConfig.parse({ memory_entries: 10, memory_size: '64KiB' });
    const cache = await createCache({ config: limits, redis: createMemoryRedis(), registry });
    const space = cache.space<string>(freshSpace());
    for (let nth = 0; nth < 25; nth += 1) await space.set({ view: 'a', id: String(nth) }, 'x');
    expect(cache.stats().l1).toMatchObject({ entries: 10, evictions: 15 });
    for (let nth = 0; nth < 25; nth += 1) await space.set({ view: 'a', id: String(nth) }, 'x'.repeat(10_000));
    expect(cache.stats().l1.bytes).toBeLessThanOrEqual(64 * 1_024);
    expect(cache.stats().l1.entries).toBe(3);
    await space.set({ view: 'a', id: 'huge' }, 'x'.repeat(100_000));
    expect(await space.get({ view: 'a', id: 'huge' })).toBeUndefined();
    expect(await registry.value('maximus_platform_cache_evictions_total', { level: 'l1' })).toBeGreaterThan(15);
    expect(await registry.text()).toMatch(/maximus_platform_cache_size_bytes\{level="l1"\} [1-9]/);
  });
});
