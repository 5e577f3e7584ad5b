import { createRedis, type RedisClient, RedisConfig } from '@maximus/cache';
import { provisionRedis, startRedis, type TestRedis, waitUntil } from '@maximus/cache/testing';
import { steadyClock } from '@maximus/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLimiter } from '../limiter.ts';
import { createCell } from '../rules/create-cell.ts';
import {
  asks,
  demand,
  describesLimitStore,
  describesRaces,
  freshKey,
  places,
  slow,
  wide,
} from '../testing/store-contract.ts';
import { redisStore } from './redis-store.ts';
import type { LimitStore } from './types.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;
const fiveMinutes = 300_000;

const clients: RedisClient[] = [];
const stores: LimitStore[] = [];

/** One process: a client of its own, and a clock that may be wrong. */
async function open(url: string, skewMs = 0): Promise<{ store: LimitStore; client: RedisClient }> {
  const config = RedisConfig.parse({ url, command_timeout: '1s', connect_timeout: '3s' });
  const client = await createRedis({ config });
  const store = await redisStore({ redis: client, clock: { now: () => steadyClock.now() + skewMs } });
  clients.push(client);
  stores.push(store);
  return { store, client };
}

async function closeAll(): Promise<void> {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
}

describe.skipIf(!provisioned.available).each(['standalone', 'cluster'] as const)(
  `the Redis store on %s${why}`,
  (topology) => {
    let redis: TestRedis;
    let sixteen: LimitStore[];

    beforeAll(async () => {
      redis = await startRedis({ topology });
      // Half of the clients have clocks that are five minutes ahead or behind.
      const skews = Array.from({ length: 16 }, (_, nth) => [0, 0, fiveMinutes, -fiveMinutes][nth % 4] ?? 0);
      sixteen = (await Promise.all(skews.map((skew) => open(redis.url, skew)))).map(({ store }) => store);
    });
    afterAll(async () => {
      await closeAll();
      await redis?.stop();
    });

    describesLimitStore(() => sixteen[0]!);
    describesRaces(() => sixteen);

    it('every key has an end', async () => {
      const key = freshKey();
      await sixteen[0]!.take(asks(key, demand(wide(5)), demand(slow(5)), demand(places(1), { lease: 'x' })));
      await sixteen[0]!.reset(freshKey(), [demand(wide(5)), demand(slow(5))]);
      let seen = 0;
      for (const node of await redis.masters()) {
        for (const name of (await node.command('KEYS', 'maximus:ratelimit:*')) as string[]) {
          expect(Number(await node.command('PTTL', name)), name).toBeGreaterThan(0);
          seen += 1;
        }
      }
      expect(seen).toBeGreaterThan(1);
    });

    it('a request is one script on one key', async () => {
      const key = freshKey();
      await sixteen[1]!.take(asks(key, demand(wide(5)), demand(slow(5)), demand(places(1), { lease: 'x' })));
      const names = await Promise.all((await redis.masters()).map((node) => node.command('KEYS', `maximus:*${key}*`)));
      expect(names.flat()).toEqual([`maximus:ratelimit:{${key}}`]);
    });

    it('decides as the arithmetic of the memory store does, at the same times', async () => {
      const rules = [
        { kind: 'sliding_window', limit: 9, windowSeconds: 1 },
        { kind: 'token_bucket', rate: 30, perSeconds: 1, burst: 7 },
      ] as const;
      for (const rule of rules) {
        const key = freshKey();
        const cell = createCell(rule);
        for (let nth = 0; nth < 400; nth += 1) {
          const cost = 1 + (nth % 3);
          const answer = await sixteen[0]!.take(asks(key, demand(rule, { cost })));
          if (answer.from === 'recent') await new Promise((resolve) => setImmediate(resolve));
          if (answer.from === 'recent') continue;
          const verdict = cell.judge(cost, answer.nowUs);
          if (verdict.allowed) cell.take(cost, answer.nowUs, undefined);
          expect({ nth, ...answer.verdicts[0] }).toEqual({ nth, ...verdict });
        }
      }
    });

    it('the clocks of the clients do not count', async () => {
      const key = freshKey();
      const rule = demand(wide(12));
      const answers = [];
      for (let nth = 0; nth < 16; nth += 1) answers.push(await sixteen[nth]!.take(asks(key, rule)));
      expect(answers.filter(({ allowed }) => allowed)).toHaveLength(12);
      const times = answers.map(({ nowUs }) => nowUs);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan(60_000_000);
    });

    it('a recent refusal is repeated without asking, until somebody here starts anew', async () => {
      const key = freshKey();
      const request = asks(key, demand(wide(1)));
      await sixteen[0]!.take(request);
      const [first, second] = [await sixteen[0]!.take(request), await sixteen[0]!.take(request)];
      expect([first.from, second.from]).toEqual(['store', 'recent']);
      expect(second.allowed).toBe(false);
      expect(second.verdicts[0]!.retryUs).toBeLessThanOrEqual(first.verdicts[0]!.retryUs);
      await sixteen[0]!.reset(key, [demand(wide(1))]);
      expect((await sixteen[0]!.take(request)).allowed).toBe(true);
    });

    it('a client that goes on after it was refused costs Redis nothing', async () => {
      const server = (await redis.masters())[0]!;
      const calls = async () =>
        Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await server.command('INFO', 'commandstats')))?.[1] ?? 0);
      const limiter = createLimiter({
        policies: [{ name: 'default', partition: 'client', rules: [wide(1)], mode: 'enforce' }],
        ...{ burst: { kind: 'token_bucket', rate: 1e6, perSeconds: 1, burst: 1e6 }, store: sixteen[5]! },
      });
      const client = { kind: 'user', id: freshKey() } as const;
      const ask = () => limiter.consume({ method: 'GET', route: '/x', address: '::1', client });
      expect([(await ask()).allowed, (await ask()).allowed]).toEqual([true, false]);
      const before = await calls();
      const decisions = await Promise.all(Array.from({ length: 500 }, ask));
      expect(decisions.every(({ allowed, retryAfterSeconds }) => !allowed && (retryAfterSeconds ?? 0) > 3_000)).toBe(
        true,
      );
      // Signs of life of the sixteen processes come in between.
      expect((await calls()) - before).toBeLessThan(50);
    });

    it('a state that was started anew is not brought back by those who knew the old one', async () => {
      const key = freshKey();
      const request = asks(key, demand(wide(3)), demand(slow(3)));
      for (const store of [sixteen[0]!, sixteen[1]!, sixteen[2]!]) await store.take(request);
      await sixteen[3]!.reset(key, request.demands);
      for (const store of [sixteen[0]!, sixteen[1]!, sixteen[2]!])
        expect((await store.take(request)).allowed).toBe(true);
      expect((await sixteen[4]!.take(request)).allowed).toBe(false);
    });

    it('what a failover lost is put right by those who had been told', async () => {
      const key = freshKey();
      const request = asks(key, demand(wide(10)), demand(slow(10)));
      for (let nth = 0; nth < 10; nth += 1) expect((await sixteen[nth % 2]!.take(request)).allowed).toBe(true);
      for (const node of await redis.masters()) await node.command('FLUSHALL');
      // The one that was told last knows of all ten, the other of those up to its own last one.
      const answers = [await sixteen[1]!.take(request), await sixteen[0]!.take(request)];
      expect(answers.map(({ allowed }) => allowed)).toEqual([false, false]);
    });
  },
);

describe.skipIf(!provisioned.available)(`the Redis store in trouble${why}`, () => {
  const started: TestRedis[] = [];
  const start = async (topology: TestRedis['topology']): Promise<TestRedis> => {
    const redis = await startRedis({ topology });
    started.push(redis);
    return redis;
  };
  afterEach(async () => {
    await closeAll();
    await Promise.all(started.splice(0).map((redis) => redis.stop()));
  });

  it('one process, Redis killed: goes on where it was, says so, and tells Redis afterwards what it gave out', async () => {
    const redis = await start('standalone');
    const { store, client } = await open(redis.url);
    const key = freshKey();
    const request = asks(key, demand(wide(10)), demand(slow(10)));
    for (let nth = 0; nth < 4; nth += 1) expect((await store.take(request)).degraded).toBe(false);
    await redis.nodes[0]!.kill();
    const away = [];
    for (let nth = 0; nth < 5; nth += 1) away.push(await store.take(request));
    expect(away.every(({ allowed, degraded }) => allowed && degraded)).toBe(true);
    await waitUntil('the outage is noticed', async () => {
      await client.get('x');
      return store.degraded;
    });
    await redis.nodes[0]!.start();
    await waitUntil('Redis is back', () => !store.degraded);
    // Redis starts empty; four are known from before, five were given out meanwhile: one is left.
    const last = [await store.take(request), await store.take(request)];
    expect(last.map(({ allowed, degraded }) => [allowed, degraded])).toEqual([
      [true, false],
      [false, false],
    ]);
    const { store: other } = await open(redis.url);
    expect((await other.take(request)).allowed).toBe(false);
  });

  it('several processes, Redis killed: each gives out its part of what was left', async () => {
    const redis = await start('standalone');
    const four = [];
    for (let nth = 0; nth < 4; nth += 1) four.push((await open(redis.url)).store);
    // A process that comes later is known to the earlier ones with their next sign of life; here they are opened anew.
    await closeAll();
    const again = [];
    for (let nth = 0; nth < 4; nth += 1) again.push(await open(redis.url));
    const last = again[3]!.store;
    const key = freshKey();
    const request = asks(key, demand(wide(100)));
    for (let nth = 0; nth < 20; nth += 1) await last.take(request);
    await redis.nodes[0]!.kill();
    let allowed = 0;
    for (let nth = 0; nth < 60; nth += 1) allowed += (await last.take(request)).allowed ? 1 : 0;
    // A quarter of 100 is 25, of which a quarter of the 20 that were taken is gone.
    expect(allowed).toBe(20);
    expect(four).toHaveLength(4);
  });

  it('Redis never there: a limit all the same', async () => {
    const redis = await start('standalone');
    await redis.nodes[0]!.kill();
    const { store } = await open(redis.url);
    expect(store.degraded).toBe(true);
    const request = asks(freshKey(), demand(wide(5)), demand(places(2), { lease: 'a' }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, nth) =>
        store.take(asks(request.key, demand(wide(5)), demand(places(2), { lease: `${nth}` }))),
      ),
    );
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(2);
    expect(answers.every(({ degraded }) => degraded)).toBe(true);
    await store.release({ key: request.key, field: 'concurrency', lease: '0' });
    expect((await store.take(request)).allowed).toBe(true);
  });

  it.each(['cluster', 'sentinel'] as const)(
    '%s: a failover under fire lets nobody have more than the limit',
    async (topology) => {
      const redis = await start(topology);
      const { store, client } = await open(redis.url);
      const keys = Array.from({ length: 12 }, () => freshKey());
      const admitted = new Map(keys.map((key) => [key, 0]));
      let [running, degraded] = [true, false];
      const fire = async (key: string): Promise<void> => {
        while (running) {
          const answer = await store.take(asks(key, demand(wide(200)), demand(slow(200))));
          if (answer.allowed) admitted.set(key, (admitted.get(key) ?? 0) + 1);
          degraded ||= answer.degraded;
          await new Promise((resolve) => setTimeout(resolve, 15));
        }
      };
      const fires = keys.map(fire);
      await waitUntil('it is under way', () => [...admitted.values()].every((count) => count >= 20));
      const [master] = await redis.masters();
      await master!.kill();
      await waitUntil('the outage was noticed', () => degraded);
      await waitUntil(
        'all is well again',
        async () => client.state === 'up' && (await client.getHealth()).healthy,
        60_000,
      );
      await waitUntil('everything was given out', () => [...admitted.values()].every((count) => count >= 199), 60_000);
      running = false;
      await Promise.all(fires);
      for (const [key, count] of admitted) expect(count, key).toBeLessThanOrEqual(200);
    },
  );

  it('cluster: a slot on its way to another master changes nothing', async () => {
    const redis = await start('cluster');
    const [{ store: one, client }, { store: other }] = [await open(redis.url), await open(redis.url)];
    const key = freshKey();
    let admitted = 0;
    let running = true;
    const fire = async (store: LimitStore, nth: number): Promise<void> => {
      while (running) {
        const lease = `${nth}-${admitted}`;
        const answer = await store.take(asks(key, demand(wide(300)), demand(slow(300)), demand(places(50), { lease })));
        expect(answer.degraded).toBe(false);
        if (!answer.allowed) {
          // Refusals come from memory, without a turn of the event loop.
          await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        admitted += 1;
        await store.release({ key, field: 'concurrency', lease });
      }
    };
    const fires = [one, other, one, other].map(fire);
    for (let nth = 0; nth < 3; nth += 1) await redis.moveSlotOf(`maximus:ratelimit:{${key}}`);
    await waitUntil('everything was given out', () => admitted >= 300);
    running = false;
    await Promise.all(fires);
    expect(admitted).toBe(300);
    expect(client.getStats().errors).toBe(0);
  });
});
