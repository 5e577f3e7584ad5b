import { createRedis, type RedisClient, RedisConfig } from '@maximus/cache';
import { provisionRedis, startRedis, type TestRedis } from '@maximus/cache/testing';
import { silentLogger } from '@maximus/observability';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Hub } from '../../hub/index.ts';
import { describesBroker } from '../../testing/broker-contract.ts';
import { draft, openHub } from '../../testing/hubs.ts';
import { TestReader } from '../../testing/readers.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import { createRedisBroker } from './redis-broker.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;
let namespaces = 0;

describe.skipIf(!provisioned.available).each(['standalone', 'cluster'] as const)(
  `channels over Redis %s${why}`,
  (topology) => {
    let redis: TestRedis;
    const clients: RedisClient[] = [];

    async function brokers(nodes: number, prefix = `t${++namespaces}:`) {
      const opened = [];
      for (let at = 0; at < nodes; at += 1) {
        const client = await createRedis({ config: RedisConfig.parse({ url: redis.url, key_prefix: prefix }) });
        clients.push(client);
        opened.push(
          createRedisBroker({
            redis: client,
            logger: silentLogger,
            messages: 1_000,
            ageMs: 3_600_000,
            lossAfterMs: 1_500,
          }),
        );
      }
      return opened;
    }

    beforeAll(async () => {
      redis = await startRedis({ topology });
    });
    afterEach(async () => {
      await Promise.all(clients.splice(0).map((client) => client.close()));
    });
    afterAll(async () => {
      await redis?.stop();
    });

    describesBroker(brokers, 2);
  },
);

describe.skipIf(!provisioned.available)(`channels when Redis fails${why}`, () => {
  let redis: TestRedis;
  const clients: RedisClient[] = [];
  const hubs: Hub[] = [];

  async function node(prefix: string): Promise<Hub> {
    const client = await createRedis({ config: RedisConfig.parse({ url: redis.url, key_prefix: prefix }) });
    clients.push(client);
    const broker = createRedisBroker({
      redis: client,
      logger: silentLogger,
      messages: 1_000,
      ageMs: 3_600_000,
      lossAfterMs: 1_500,
    });
    const hub = await openHub({ broker });
    hubs.push(hub);
    return hub;
  }

  beforeAll(async () => {
    redis = await startRedis({ topology: 'standalone' });
  });
  afterEach(async () => {
    await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(async () => {
    await redis?.stop();
  });

  it('goes on alone under a new epoch, and shares again under another when Redis is back; readers are told both times', async () => {
    const [a, b] = [await node('lost:'), await node('lost:')];
    const readers = [a, b].map((hub) => new TestReader(hub, { channel: 'adaptive-immunity' }));
    for (const reader of readers) await reader.join();
    await a!.publish('adaptive-immunity', draft('before'));
    for (const reader of readers) await waitUntil('before is there', () => reader.received.length === 1);
    const shared = a!.position('adaptive-immunity')!;
    const away = new TestReader(a!, { channel: 'adaptive-immunity' });
    await away.join();
    away.cut();

    await redis.nodes[0]!.kill();
    const during = [a, b].map((hub) => hub!.publish('adaptive-immunity', draft('during')));
    for (const outcome of await Promise.all(during)) expect(outcome.ok).toBe(true);
    for (const [at, hub] of [a, b].entries()) {
      expect(hub!.broker).toMatchObject({ reach: 'local', degraded: true });
      expect(hub!.position('adaptive-immunity')!.epoch).not.toBe(shared.epoch);
      expect(readers[at]!.unsubscriptions).toEqual([2500]);
      expect(await readers[at]!.join()).toBe(false);
    }

    await redis.nodes[0]!.start();
    for (const hub of [a, b]) await waitUntil('shared again', () => !hub!.broker.degraded);
    await waitUntil(
      'both are on one epoch',
      () => a!.position('adaptive-immunity')!.epoch === b!.position('adaptive-immunity')!.epoch,
    );
    expect(await away.join()).toBe(false);
    expect(away.received).toEqual([]);
    for (const reader of readers) expect(await reader.join()).toBe(false);
    await b!.publish('adaptive-immunity', draft('after'));
    for (const reader of readers) await waitUntil('after is there', () => reader.received.at(-1)?.eventId === 'after');
  });

  it('carries the last values of a cache over both changes', async () => {
    const a = await node('carry:');
    await a.publish('tasks', draft('t1', { type: 'task_update', key: 'scn_1', data: { n: 1 } }));
    await waitUntil('it is there', () => a.held('tasks', new TestReader(a, { channel: 'tasks' }).viewer)?.length === 1);
    await redis.nodes[0]!.kill();
    await waitUntil('alone', () => a.broker.degraded);
    const reader = new TestReader(a, { channel: 'tasks' });
    await waitUntil('carried', () => a.position('tasks')!.offset === 1);
    await reader.join();
    expect(reader.received.map(({ eventId }) => eventId)).toEqual(['t1']);
    await redis.nodes[0]!.start();
    await waitUntil('shared', () => !a.broker.degraded);
    const later = new TestReader(a, { channel: 'tasks' });
    await waitUntil('carried back', () => a.position('tasks')!.offset === 1);
    expect(await later.join()).toBe(true);
    expect(later.received.map(({ eventId }) => eventId)).toEqual(['t1']);
  });

  it('does not carry a last value over one that was said anew while Redis was being missed', async () => {
    const a = await node('anew:');
    await a.publish('tasks', draft('t1', { type: 'task_update', key: 'scn_1', data: { n: 1 } }));
    await a.publish('tasks', draft('u1', { type: 'task_update', key: 'scn_2', data: { n: 1 } }));
    await waitUntil('both are there', () => a.position('tasks')?.offset === 2);
    await redis.nodes[0]?.kill();
    // It waits until this process goes on alone; what it replaces is in the new stream before it.
    expect((await a.publish('tasks', draft('t2', { type: 'task_update', key: 'scn_1', data: { n: 2 } }))).ok).toBe(
      true,
    );
    await waitUntil('all are there', () => a.position('tasks')?.offset === 3);
    const reader = new TestReader(a, { channel: 'tasks' });
    await reader.join();
    expect(reader.received.map(({ eventId }) => eventId)).toEqual(['u1', 't2']);
    await redis.nodes[0]?.start();
    await waitUntil('shared again', () => !a.broker.degraded);
  });

  it('a Redis that stands still is left within the time, and nothing that was published is lost', async () => {
    const a = await node('frozen:');
    const reader = new TestReader(a, { channel: 'hitl' });
    await reader.join();
    redis.nodes[0]!.freeze();
    try {
      const outcome = await a.publish('hitl', draft('still', { type: 'new_patch' }));
      expect(outcome.ok).toBe(true);
      expect(a.broker.degraded).toBe(true);
    } finally {
      redis.nodes[0]!.thaw();
    }
    await waitUntil('shared again', () => !a.broker.degraded);
  });

  it('a short restart without data begins a new epoch: recovered false, no hole', async () => {
    const a = await node('short:');
    const reader = new TestReader(a, { channel: 'threats' });
    await reader.join();
    for (const id of ['1', '2', '3']) await a.publish('threats', draft(id, { type: 'threat_alert' }));
    await waitUntil('all are there', () => reader.received.length === 3);
    const before = reader.position!;
    await redis.nodes[0]!.kill();
    await redis.nodes[0]!.start();
    await a.publish('threats', draft('4', { type: 'threat_alert' }));
    await waitUntil('another epoch', () => a.position('threats')!.epoch !== before.epoch);
    reader.cut();
    expect(await reader.join()).toBe(false);
  });

  it('a stream that was put back behind what a node has seen is begun anew, not continued', async () => {
    const [a, b] = [await node('back:'), await node('back:')];
    const reader = new TestReader(a!, { channel: 'adaptive-immunity' });
    await reader.join();
    for (const id of ['1', '2', '3']) await a!.publish('adaptive-immunity', draft(id));
    await waitUntil('all are there', () => reader.received.length === 3);
    await waitUntil('b has it too', () => b!.position('adaptive-immunity')!.offset === 3);
    const before = a!.position('adaptive-immunity')!;
    // What a fail-over to a replica that lagged looks like: the last write never happened.
    const meta = 'back:{adaptive-immunity}:meta';
    await redis.nodes[0]!.command('HSET', meta, 'top', '2');
    await redis.nodes[0]!.command('HDEL', meta, 'i:3', 'r:3');
    await redis.nodes[0]!.command('XDEL', 'back:{adaptive-immunity}:stream', '3-0');
    await b!.publish('adaptive-immunity', draft('other'));
    for (const hub of [a, b]) {
      await waitUntil('a new epoch', () => hub!.position('adaptive-immunity')!.epoch !== before.epoch);
    }
    expect(await reader.join()).toBe(false);
  });

  it('a stream that no node has spoken of for minutes is begun anew: what happened meanwhile was fed to nobody', async () => {
    const a = await node('alone:');
    await a.publish('hitl', draft('1', { type: 'new_patch' }));
    await waitUntil('it is there', () => a.position('hitl')?.offset === 1);
    const before = a.position('hitl')?.epoch;
    await a.stop();
    await redis.nodes[0]?.command('HINCRBY', 'alone:{hitl}:meta', 'seen', -301);
    const b = await node('alone:');
    expect(b.position('hitl')?.epoch).not.toBe(before);
    const c = await node('alone:');
    expect(c.position('hitl')?.epoch).toBe(b.position('hitl')?.epoch);
  });

  it('announcements that are lost are read from the history', async () => {
    const [a, b] = [await node('gap:'), await node('gap:')];
    const reader = new TestReader(b!, { channel: 'adaptive-immunity' });
    await reader.join();
    await a!.publish('adaptive-immunity', draft('1'));
    await waitUntil('1 is there', () => reader.received.length === 1);
    // The listening connections of everybody are cut; what is said meanwhile is never repeated by pub/sub.
    await redis.nodes[0]!.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    for (const id of ['2', '3', '4']) await a!.publish('adaptive-immunity', draft(id));
    await waitUntil('all are there', () => reader.received.length === 4);
    expect(reader.received.map(({ eventId }) => eventId)).toEqual(['1', '2', '3', '4']);
    expect(reader.unsubscriptions).toEqual([]);
  });
});
