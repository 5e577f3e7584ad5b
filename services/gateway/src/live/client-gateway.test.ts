import { createLive, type Live, type LiveTimings } from '@maximus/client';
import { draft, waitUntil } from '@maximus/realtime/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestGateway } from '../testing/test-gateway.ts';

let node: TestGateway;
const lives: Live[] = [];
const quick: Partial<LiveTimings> = {
  backoffBaseMs: 20,
  backoffMinMs: 1,
  backoffMaxMs: 100,
  resubscribeSpreadMs: 5,
  lagMs: 200,
  closeAfterMs: 50,
  leaveAfterMs: 5,
};

function live(timings: Partial<LiveTimings> = {}): Live {
  const one = createLive({
    url: node.url('/ws'),
    pollUrl: node.http('/api/gateway/poll'),
    token: () => 'mxt_ana',
    client: { name: 'test', version: '0' },
    timings: { ...quick, ...timings },
  });
  lives.push(one);
  return one;
}

/** A reader that keeps the events it holds, and starts over when it is told to. */
function read(one: Live, channel = 'adaptive-immunity') {
  const held = { events: [] as string[], resyncs: 0 };
  const stop = one.subscribe(channel, {
    message: ({ event_id }) => void held.events.push(event_id),
    resync: () => {
      held.resyncs += 1;
    },
  });
  return Object.assign(held, { stop });
}

let said = 0;
async function say(count = 1, channel: 'adaptive-immunity' | 'hitl' = 'adaptive-immunity'): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    said += 1;
    await node.hub.publish(channel, draft(`e${said}`, { type: channel === 'hitl' ? 'new_patch' : 'apv' }));
  }
}
const events = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `e${from + at}`);

beforeEach(async () => {
  said = 0;
  node = await TestGateway.start();
});
afterEach(async () => {
  for (const one of lives.splice(0)) one.close();
  await node.stop();
});

describe('a client on a real gateway survives', () => {
  it('three cuts in a row, with messages in every gap', async () => {
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    await say(2);
    for (let round = 0; round < 3; round += 1) {
      node.cut();
      await say(3);
      await waitUntil('it is back', () => one.state === 'connected' && held.events.length === said);
    }
    expect(held.events).toEqual(events(1, said));
    expect(held.resyncs).toBe(0);
  });

  it('a cut before the first message', async () => {
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    node.cut();
    await say();
    await waitUntil('it has it', () => held.events.length === 1);
    expect(held.resyncs).toBe(0);
  });

  it('a reconnect within a millisecond, again and again while messages flow', async () => {
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    for (let round = 0; round < 30; round += 1) {
      one.reconnect();
      await say(5);
    }
    await waitUntil('everything is there', () => held.events.length >= said);
    expect(held.events).toEqual(events(1, said));
    expect(held.resyncs).toBe(0);
  });

  it('an hour of quiet and a cut: the messages are gone, the position is not', async () => {
    await node.stop();
    node = await TestGateway.start({ realtime: { history_age: '50ms' } });
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    await say(3);
    await waitUntil('all are there', () => held.events.length === 3);
    // The log drops what is over its age on its next round; what counts is that the top is still known.
    const { epoch } = node.hub.position('adaptive-immunity')!;
    const viewer = { id: 'x', name: 'x', mayRead: () => true, seesWorkOf: () => true };
    await waitUntil('they are gone', () => node.hub.held('adaptive-immunity', viewer)?.length === 0);
    node.letsSockets = false;
    node.cut();
    await waitUntil('it is away', () => one.state !== 'connected');
    node.letsSockets = true;
    await waitUntil('it is back', () => one.state === 'connected');
    await say();
    await waitUntil('the next is there', () => held.events.length === 4);
    expect([held.resyncs, node.hub.position('adaptive-immunity')]).toEqual([0, { offset: 4, epoch }]);
  });

  it('a gap that is too wide: it is told, and goes on', async () => {
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    node.letsSockets = false;
    node.cut();
    await say(301);
    node.letsSockets = true;
    await waitUntil('it is told', () => held.resyncs === 1);
    await say();
    await waitUntil('it goes on', () => held.events.at(-1) === 'e302');
    expect(held.events).toEqual(['e302']);
  });

  it('a gateway that is replaced: one reload, no hole', async () => {
    const one = live();
    const held = read(one);
    await waitUntil('connected', () => one.state === 'connected');
    await say(2);
    await waitUntil('both are there', () => held.events.length === 2);
    const { port, identity } = node;
    await node.stop();
    node = await TestGateway.start({ port, identity });
    await waitUntil('it is told', () => held.resyncs === 1);
    await say();
    await waitUntil('it goes on', () => held.events.at(-1) === 'e3');
  });

  it('no sockets at all: it polls without a hole, and leaves polling when sockets work', async () => {
    node.letsSockets = false;
    const one = live({ fallbackAfterMs: 50, pollListMs: 20, slowRetryMs: 100 });
    const held = read(one, 'hitl');
    await waitUntil('it polls', () => one.isPolling);
    await waitUntil('it has a position', () => one.state === 'fallback');
    await new Promise((resolve) => setTimeout(resolve, 60));
    await say(3, 'hitl');
    await waitUntil('all are there', () => held.events.length === 3);
    node.letsSockets = true;
    await waitUntil('it is connected', () => one.state === 'connected' && !one.isPolling);
    await say(2, 'hitl');
    await waitUntil('the others too', () => held.events.length === 5);
    expect(held.events).toEqual(events(1, 5));
    expect(held.resyncs).toBe(0);
  });
});

it('a stream joined to a REST answer by its position misses nothing and repeats nothing', async () => {
  await say(3);
  const position = node.hub.position('adaptive-immunity')!;
  await say(2);
  const one = live();
  const received: string[] = [];
  one.subscribe('adaptive-immunity', { message: ({ event_id }) => received.push(event_id) }, { position });
  await waitUntil('what came since is there', () => received.length === 2);
  await say();
  await waitUntil('the next too', () => received.length === 3);
  expect(received).toEqual(events(4, 6));
});

it('authorisation is run again on every resume: who was disabled stays out', async () => {
  const one = live();
  const held = read(one);
  await waitUntil('connected', () => one.state === 'connected');
  node.cut();
  node.identity.people.delete('ana');
  await say();
  await waitUntil('it is out', () => one.state === 'error');
  expect([one.error?.code, held.events]).toEqual([3500, []]);
});

it('mounting and unmounting 1,000 times on one real connection leaves nothing behind', async () => {
  const timeouts = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timeouts();
  const one = live({ closeAfterMs: 20 });
  const keep = one.subscribe('system', { message: () => undefined });
  await waitUntil('connected', () => one.state === 'connected');
  for (let at = 0; at < 1_000; at += 1) {
    const stops = [read(one).stop, one.onState(() => undefined), one.onPoll(() => undefined)];
    if (at % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const stop of stops) stop();
  }
  await waitUntil(
    'one reader is left',
    () => node.hub.readers('adaptive-immunity') === 0 && node.hub.readers('system') === 1,
  );
  keep();
  await waitUntil('it rests', () => one.state === 'idle');
  await waitUntil('no socket is left', () => node.streams.size === 0);
  one.close();
  await waitUntil('no timer is left', () => timeouts() <= before);
  expect(node.hub.readers('system')).toBe(0);
}, 120_000);
