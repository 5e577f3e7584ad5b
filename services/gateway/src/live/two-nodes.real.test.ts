import { provisionRedis, startRedis, type TestRedis } from '@maximus/cache/testing';
import { createLive, type Live } from '@maximus/client';
import { waitUntil } from '@maximus/realtime/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { balance, type NodeProcess, startNode } from '../testing/node-cluster.ts';

const provisioned = await provisionRedis();
const why = provisioned.available ? '' : ` (${provisioned.reason})`;

describe.skipIf(!provisioned.available)(`two gateway processes on one Redis${why}`, () => {
  let redis: TestRedis;
  let nodes: NodeProcess[] = [];
  let balancer: Awaited<ReturnType<typeof balance>>;
  const lives: Live[] = [];
  let round = 0;

  async function start(clients: number) {
    round += 1;
    nodes = await Promise.all([0, 1].map(() => startNode(redis.url, `nodes${round}:`)));
    balancer = await balance(nodes.map(({ port }) => port));
    const readers = Array.from({ length: clients }, () => {
      const one = createLive({
        url: `ws://127.0.0.1:${balancer.port}/ws`,
        token: () => 'mxt_ana',
        client: { name: 'test', version: '0' },
        timings: { backoffBaseMs: 200, fallbackAfterMs: 60_000, lagMs: 1_000 },
      });
      lives.push(one);
      const held = { live: one, events: [] as string[], resyncs: 0 };
      one.subscribe('adaptive-immunity', {
        message: ({ event_id }) => void held.events.push(event_id),
        resync: () => {
          held.resyncs += 1;
          held.events.length = 0;
        },
      });
      return held;
    });
    await waitUntil('all are connected', () => readers.every(({ live }) => live.state === 'connected'));
    return readers;
  }

  const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `e${from + at}`);

  beforeAll(async () => {
    redis = await startRedis({ topology: 'standalone' });
  });
  afterEach(async () => {
    for (const one of lives.splice(0)) one.close();
    await balancer?.stop();
    await Promise.all(nodes.map((node) => node.kill()));
  });
  afterAll(() => redis?.stop(), 60_000);

  it('kill -9 of a node: its clients go on at the other, without a hole, a repeat or a reload', async () => {
    const readers = await start(40);
    await nodes[1]?.order({ publish: { from: 1, to: 20 } });
    await waitUntil('all have it', () => readers.every(({ events }) => events.length === 20));
    await nodes[0]?.kill();
    // While half of the clients are away.
    await nodes[1]?.order({ publish: { from: 21, to: 60 } });
    await waitUntil('all have everything', () => readers.every(({ events }) => events.length === 60));
    for (const reader of readers) expect([reader.events, reader.resyncs]).toEqual([events(1, 60), 0]);
  });

  it('a Redis that dies and comes back: every client is told to reload, and none is left behind', async () => {
    const readers = await start(10);
    await nodes[0]?.order({ publish: { from: 1, to: 5 } });
    await waitUntil('all have it', () => readers.every(({ events }) => events.length === 5));
    await redis.nodes[0]?.kill();
    // Bus events reach each node: both publish the same ones, each to its own clients.
    await Promise.all(nodes.map((node) => node.order({ publish: { from: 6, to: 8 } })));
    await waitUntil('all were told', () => readers.every(({ resyncs }) => resyncs > 0));
    await redis.nodes[0]?.start();
    // Shared again once one node's word reaches the clients of both.
    let last = 8;
    const reached = (event: string) => readers.every(({ events: held }) => held.at(-1) === event);
    await waitUntil('shared again', async () => {
      last += 1;
      await nodes[0]?.order({ publish: { from: last, to: last } });
      for (let look = 0; look < 50 && !reached(`e${last}`); look += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return reached(`e${last}`);
    });
    await nodes[1]?.order({ publish: { from: last + 1, to: last + 10 } });
    await waitUntil('all have the last', () => reached(`e${last + 10}`));
    for (const { events: held } of readers) expect(held.slice(-10)).toEqual(events(last + 1, last + 10));
  });
});
