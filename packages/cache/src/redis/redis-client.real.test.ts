import { createMetricsRegistry } from '@maximus/observability';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisConfig } from '../config.ts';
import { provisionRedis, startRedis, type TestRedis, waitUntil } from '../testing/index.ts';
import { describesRedisClient, freshName } from '../testing/redis-contract.ts';
import { createRedis } from './create-redis.ts';
import { keySlot } from './key-slot.ts';
import { openLanes } from './lanes.ts';
import { openLink } from './link.ts';
import { redisSettings } from './settings.ts';
import type { RedisClient, RedisScript } from './types.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;

describe.skipIf(!provisioned.available).each(['standalone', 'sentinel', 'cluster'] as const)(
  `Redis %s${why}`,
  (topology) => {
    let redis: TestRedis;
    let client: RedisClient;
    let second: RedisClient;
    const open = () => createRedis({ config: RedisConfig.parse({ url: redis.url }) });

    beforeAll(async () => {
      redis = await startRedis({ topology, password: 'p@ss word/1' });
      [client, second] = [await open(), await open()];
    });
    afterAll(async () => {
      await Promise.all([client?.close(), second?.close()]);
      await redis?.stop();
    });

    describesRedisClient(() => client);

    it('serves from the start and says so', async () => {
      expect(client.state).toBe('up');
      const counts = { standalone: [1, 1, 0], sentinel: [2, 1, 1], cluster: [6, 3, 3] }[topology];
      const health = await client.getHealth();
      expect(health).toMatchObject({ state: 'ok', healthy: true, topology });
      expect([health.nodes, health.masters, health.replicas]).toEqual(counts);
      if (topology === 'cluster') expect(health.slots).toEqual({ assigned: 16_384, ok: 16_384, pfail: 0, fail: 0 });
    });

    it('describes its servers', async () => {
      const info = await client.getInfo();
      expect(info.nodes.length).toBeGreaterThanOrEqual(1);
      for (const node of info.nodes) expect(node).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+/) });
      expect(info.nodes.filter(({ role }) => role === 'master')).toHaveLength(topology === 'cluster' ? 3 : 1);
    });

    it('puts the prefix before every key and shares values between clients', async () => {
      const key = freshName();
      await client.set(key, 'shared', { ttlMs: 60_000 });
      expect(await second.get(key)).toBe('shared');
      const answers = await Promise.all(
        redis.nodes.map((node) => node.command('EXISTS', `maximus:${key}`).catch(() => 0)),
      );
      expect(answers).toContain(1);
    });

    it('delivers between clients, on names of every shard', async () => {
      const channels = Array.from({ length: 24 }, () => freshName('channel'));
      const heard = new Set<string>();
      const subscriptions = await Promise.all(
        channels.map((channel) => second.subscribe(channel, { message: (text) => heard.add(text) })),
      );
      for (const channel of channels) await client.publish(channel, channel);
      await waitUntil('every channel was heard', () => heard.size === channels.length);
      await Promise.all(subscriptions.map((subscription) => subscription.close()));
    });

    it('runs scripts by digest, and by source after the server forgot them', async () => {
      const script: RedisScript = {
        name: 'test.append',
        source: `redis.call('RPUSH', KEYS[1], ARGV[1]) return {redis.call('LLEN', KEYS[1]), KEYS[2], ARGV[2], false}`,
      };
      const keys = ['{script}list', '{script}other'];
      const answer = await client.eval(script, keys, ['a', 7]);
      expect(answer).toEqual({ ok: true, value: [1, 'maximus:{script}other', '7', null] });
      for (const node of await redis.masters()) await node.command('SCRIPT', 'FLUSH');
      expect(await client.eval(script, keys, ['b', 8])).toMatchObject({
        ok: true,
        value: [2, expect.any(String), '8', null],
      });
      expect(await client.eval({ name: 'test.bad', source: 'return nonsense(' }, keys, [])).toMatchObject({
        ok: false,
        error: { code: 'cache.script_failed' },
      });
      expect(client.state).toBe('up');
    });

    it('a value of another type is a miss, not an outage', async () => {
      const key = freshName();
      const master = topology === 'cluster' ? undefined : (await redis.masters())[0];
      if (master === undefined) return;
      await master.command('RPUSH', `maximus:${key}`, 'x');
      for (let nth = 0; nth < 5; nth += 1) expect(await client.get(key)).toBeUndefined();
      expect(client.state).toBe('up');
    });

    it('knows the same slots as the server', async () => {
      for (const key of ['', 'a', '{a}b', 'x{}y', '{{a}}', 'foo{bar}{zap}', 'ünïcode', '{ü}']) {
        if (topology !== 'cluster') return;
        const [node] = redis.nodes;
        expect(keySlot(key), key).toBe(await node?.command('CLUSTER', 'KEYSLOT', key));
      }
    });

    it('opens one more connection when commands queue up, and never more than it may', async () => {
      const settings = redisSettings(RedisConfig.parse({ url: redis.url, max_connections: 5 }));
      const lanes = openLanes(() => openLink(settings), settings.maxConnections);
      await waitUntil('the first lane stands', () => lanes.first.status === 'ready');
      const { promise: answered, resolve } = Promise.withResolvers<void>();
      const hold = () => lanes.run(() => answered);
      const first = Array.from({ length: 520 }, hold);
      expect(lanes.count).toBe(2);
      const used = new Set<unknown>();
      await waitUntil('the second one takes commands', async () => {
        used.add(await lanes.run(async (link) => link));
        return used.size === 2;
      });
      const others = Array.from({ length: 600 }, hold);
      expect(lanes.count).toBe(2);
      resolve();
      await Promise.all([...first, ...others]);
      lanes.close();
    });

    it('tells the registry that it is up', async () => {
      const registry = await createMetricsRegistry();
      const third = await createRedis({ config: RedisConfig.parse({ url: redis.url }), registry });
      expect(await registry.value('maximus_platform_redis_connection_up')).toBe(1);
      await third.close();
    });
  },
);
