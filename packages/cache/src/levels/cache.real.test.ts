import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CacheConfig, RedisConfig } from '../config.ts';
import { createRedis } from '../redis/create-redis.ts';
import type { RedisClient } from '../redis/types.ts';
import { describesCache, freshSpace } from '../testing/cache-contract.ts';
import { provisionRedis, startRedis, type TestRedis, waitUntil } from '../testing/index.ts';
import { createCache } from './create-cache.ts';
import type { Cache } from './types.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;
const key = { view: 'everyone', id: 'one' };

describe.skipIf(!provisioned.available).each(['standalone', 'sentinel', 'cluster'] as const)(
  `the cache on Redis %s${why}`,
  (topology) => {
    let redis: TestRedis;
    const clients: RedisClient[] = [];
    const caches: Cache[] = [];
    const open = async (): Promise<Cache> => {
      const config = RedisConfig.parse({ url: redis.url, command_timeout: '500ms', connect_timeout: '2s' });
      const client = await createRedis({ config });
      const cache = await createCache({ config: CacheConfig.parse({}), redis: client });
      clients.push(client);
      caches.push(cache);
      return cache;
    };
    let first: Cache;
    let second: Cache;

    beforeAll(async () => {
      redis = await startRedis({ topology });
      [first, second] = [await open(), await open()];
    });
    afterAll(async () => {
      await Promise.all(caches.map((cache) => cache.close()));
      await Promise.all(clients.map((client) => client.close()));
      await redis?.stop();
    });

    describesCache(() => first);

    it('shares values between processes, and what they know not to exist', async () => {
      const options = freshSpace();
      const [mine, theirs] = [first.space<string>(options), second.space<string>(options)];
      await mine.set(key, 'shared');
      expect(await theirs.get(key)).toBe('shared');
      const none = { view: 'everyone', id: 'none' };
      await mine.getOrLoad(none, async () => undefined);
      expect(await theirs.getOrLoad(none, async () => 'loaded although known')).toBeUndefined();
    });

    it('a change in one process leaves the first level of the others', async () => {
      const options = freshSpace();
      const [mine, theirs] = [first.space<number>(options), second.space<number>(options)];
      await mine.set(key, 1);
      expect(await theirs.get(key)).toBe(1);
      await mine.set(key, 2);
      await waitUntil('the other process sees the change', async () => (await theirs.get(key)) === 2);
      await mine.delete(key);
      await waitUntil('the other process sees that it is gone', async () => (await theirs.get(key)) === undefined);
    });

    it('clearing reaches every process', async () => {
      const options = freshSpace();
      const [mine, theirs] = [first.space<number>(options), second.space<number>(options)];
      await mine.set(key, 1);
      expect(await theirs.get(key)).toBe(1);
      await mine.set({ view: 'everyone', id: 'two' }, 2);
      await first.clear();
      await waitUntil('gone everywhere', async () => (await theirs.get(key)) === undefined);
      expect(await theirs.get({ view: 'everyone', id: 'two' })).toBeUndefined();
    });

    it('a value that was removed during an outage does not come back with Redis', async () => {
      const options = freshSpace();
      const [mine, theirs] = [first.space<string>(options), second.space<string>(options)];
      await mine.set(key, 'old');
      expect(await theirs.get(key)).toBe('old');
      // Frozen, not killed: what Redis held before it went away is still there when it returns.
      for (const node of redis.nodes) node.freeze();
      await mine.delete(key);
      expect(first.stats().l2.errors, 'the removal that failed is counted').toBeGreaterThan(0);
      expect(await mine.get(key)).toBeUndefined();
      await mine.getOrLoad(key, async () => 'new');
      await waitUntil('the outage was noticed', async () => {
        await Promise.all([mine.get({ view: 'a', id: 'b' }), theirs.get({ view: 'a', id: 'b' })]);
        return clients.every((client) => client.state === 'down');
      });
      expect(await mine.get(key)).toBe('new');
      for (const node of redis.nodes) node.thaw();
      await waitUntil('Redis is back', () => clients.every((client) => client.state === 'up'), 60_000);
      await waitUntil('nobody sees the old value', async () => (await theirs.get(key)) !== 'old');
      for (let nth = 0; nth < 20; nth += 1) {
        expect(await mine.get(key)).not.toBe('old');
        expect(await theirs.get(key)).not.toBe('old');
      }
      await redis.ready();
    });
  },
);
