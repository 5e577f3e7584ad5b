import { recordingLogger } from '@maximus/observability/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { RedisConfig } from '../config.ts';
import { provisionRedis, startRedis, type TestRedis, waitUntil } from '../testing/index.ts';
import { freshName } from '../testing/redis-contract.ts';
import { createRedis } from './create-redis.ts';
import type { RedisClient, RedisState } from './types.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;
const commandTimeoutMs = 400;

const opened: { close(): Promise<void> }[] = [];
const started: TestRedis[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function start(topology: TestRedis['topology']): Promise<TestRedis> {
  const redis = await startRedis({ topology });
  started.push(redis);
  return redis;
}

async function connect(url: string) {
  const { logger, lines } = recordingLogger();
  const config = RedisConfig.parse({ url, command_timeout: `${commandTimeoutMs}ms`, connect_timeout: '1s' });
  const client = await createRedis({ config, logger });
  opened.push(client);
  const states: RedisState[] = [];
  client.onState((state) => states.push(state));
  return { client, lines, states };
}

/** Uses the client as a busy caller does until it has noticed; no call may throw or hang. */
async function callUntil(client: RedisClient, state: RedisState, deadlineMs = 30_000): Promise<void> {
  await waitUntil(
    `the client is ${state}`,
    async () => {
      await Promise.all([client.get('{a}'), client.set('{b}', 'x'), client.incr('{c}'), client.exists('{d}')]);
      return client.state === state;
    },
    deadlineMs,
  );
}

describe.skipIf(!provisioned.available)(`Redis away${why}`, () => {
  it('never there: starts all the same, answers from memory, and takes Redis when it comes', async () => {
    const redis = await start('standalone');
    await redis.nodes[0]!.kill();
    const { client, lines, states } = await connect(redis.url);
    expect(client.state).toBe('down');
    expect(await client.getHealth()).toMatchObject({ state: 'fallback', healthy: false });
    await client.set('{k}', 'local', { ttlMs: 60_000 });
    expect(await client.get('{k}')).toBe('local');
    expect(await client.incr('{n}')).toBe(1);
    expect(await client.incr('{n}')).toBe(2);
    expect(await client.mget(['{k}', '{none}'])).toEqual(['local', undefined]);
    expect(await client.delete('{k}', '{none}')).toBe(1);
    expect(await client.eval({ name: 'x', source: 'return 1' }, ['k'], [])).toMatchObject({ ok: false });
    const heard: string[] = [];
    await client.subscribe('{c}', { message: (text) => heard.push(text) });
    await client.publish('{c}', 'to ourselves');
    expect(heard).toEqual(['to ourselves']);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);

    await redis.nodes[0]!.start();
    await waitUntil('Redis is taken', () => client.state === 'up');
    expect(states).toEqual(['up']);
    expect(await client.get('{n}')).toBeUndefined();
    expect(client.getStats().fallbackSeconds).toBeGreaterThan(0);
    await client.publish('{c}', 'through Redis');
    await waitUntil('the subscription stands', () => heard.includes('through Redis'));
  });

  it('killed and started again: local memory meanwhile, dropped afterwards; subscriptions come back with a gap', async () => {
    const redis = await start('standalone');
    const [{ client, lines, states }, other] = [await connect(redis.url), await connect(redis.url)];
    const heard: string[] = [];
    let gaps = 0;
    await client.subscribe('{c}', { message: (text) => heard.push(text), gap: () => (gaps += 1) });
    await client.incr('{n}', { by: 7 });
    await redis.nodes[0]!.kill();
    await callUntil(client, 'down');
    expect(await client.incr('{n}')).toBe(1);
    expect(await client.getHealth()).toMatchObject({ state: 'fallback' });
    await redis.nodes[0]!.start();
    await callUntil(client, 'up');
    expect(states).toEqual(['down', 'up']);
    expect(await client.get('{n}')).toBeUndefined();
    expect(gaps).toBeGreaterThan(0);
    await waitUntil('messages arrive again', async () => {
      await other.client.publish('{c}', 'again');
      return heard.includes('again');
    });
    expect(client.getStats().reconnects).toBeGreaterThan(0);
    expect(lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it('frozen: every call still ends within one command time-out, and later ones at once', async () => {
    const redis = await start('standalone');
    const { client } = await connect(redis.url);
    await client.set('{k}', 'x');
    redis.nodes[0]!.freeze();
    await Promise.all(Array.from({ length: 20 }, () => client.get('{k}')));
    expect(client.state).toBe('down');
    expect(await client.incr('{n}')).toBe(1);
    redis.nodes[0]!.thaw();
    await callUntil(client, 'up');
  });

  it('a Redis that takes no writes is away', async () => {
    const redis = await start('standalone');
    const { client } = await connect(redis.url);
    await redis.nodes[0]!.command('REPLICAOF', '127.0.0.1', '1');
    await callUntil(client, 'down');
    await redis.nodes[0]!.command('REPLICAOF', 'NO', 'ONE');
    await callUntil(client, 'up');
  });

  it('sentinel: goes over to the new master, with its values and subscriptions', async () => {
    const redis = await start('sentinel');
    const [{ client }, other] = [await connect(redis.url), await connect(redis.url)];
    await client.set('{kept}', 'yes');
    const heard: string[] = [];
    await client.subscribe('{c}', { message: (text) => heard.push(text) });
    const [master] = await redis.masters();
    await master!.kill();
    await callUntil(client, 'down');
    await callUntil(client, 'up');
    expect(await client.get('{kept}')).toBe('yes');
    await waitUntil('the other one is up', () => other.client.state === 'up');
    await waitUntil('messages arrive again', async () => {
      await other.client.publish('{c}', 'again');
      return heard.includes('again');
    });
    await master!.start();
    await redis.ready();
    expect(await client.getHealth()).toMatchObject({ state: 'ok', healthy: true });
  });

  it('cluster: a master dies, its replica takes over; values and sharded subscriptions follow', async () => {
    const redis = await start('cluster');
    const [{ client }, other] = [await connect(redis.url), await connect(redis.url)];
    const names = Array.from({ length: 12 }, () => freshName());
    for (const name of names) await client.set(name, name);
    const heard = new Map<string, string>();
    for (const name of names) await client.subscribe(name, { message: (text) => heard.set(name, text) });
    const [master] = await redis.masters();
    await master!.kill();
    // The shard that is gone answers nothing; what is asked meanwhile comes from memory and nothing throws.
    await waitUntil('every value can be read again', async () => {
      const values = await client.mget(names);
      return client.state === 'up' && values.every((value, at) => value === names[at]);
    });
    await waitUntil('every channel is heard again', async () => {
      for (const name of names) await other.client.publish(name, 'again');
      return names.every((name) => heard.get(name) === 'again');
    });
    await master!.start();
    await redis.ready();
    await waitUntil('the health page counts all six', async () => {
      const { healthy, masters, replicas } = await client.getHealth();
      return healthy && masters === 3 && replicas === 3;
    });
  });

  it('cluster: a slot moves to another master while it is in use', async () => {
    const redis = await start('cluster');
    const [{ client, lines }, other] = [await connect(redis.url), await connect(redis.url)];
    const tag = freshName();
    const heard: string[] = [];
    await other.client.subscribe(tag, { message: (text) => heard.push(text) });
    for (let nth = 0; nth < 20; nth += 1) await client.set(`${tag}${nth}`, String(nth));
    const counted = { sum: 0 };
    let moving = true;
    const busy = (async () => {
      while (moving) counted.sum = await client.incr(`${tag}n`);
    })();
    await redis.moveSlotOf(`maximus:${tag}`);
    moving = false;
    await busy;
    expect(await client.get(`${tag}n`)).toBe(String(counted.sum));
    expect(await client.mget(Array.from({ length: 20 }, (_, nth) => `${tag}${nth}`))).toEqual(
      Array.from({ length: 20 }, (_, nth) => String(nth)),
    );
    await waitUntil('the channel is heard from its new shard', async () => {
      await client.publish(tag, 'moved');
      return heard.includes('moved');
    });
    expect(client.getStats().errors).toBe(0);
    expect(lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('cluster: all of it gone and back', async () => {
    const redis = await start('cluster');
    const { client } = await connect(redis.url);
    let gaps = 0;
    await client.subscribe('{c}', { message: () => undefined, gap: () => (gaps += 1) });
    await Promise.all(redis.nodes.map((node) => node.kill()));
    await callUntil(client, 'down');
    expect(await client.incr('{n}')).toBeGreaterThan(0);
    await Promise.all(redis.nodes.map((node) => node.start()));
    await redis.ready();
    await callUntil(client, 'up', 60_000);
    expect(gaps).toBeGreaterThan(0);
  });
});
