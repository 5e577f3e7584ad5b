import type { Publication } from '@maximus/contracts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backoffMs } from './backoff.ts';
import { createLive, type Live, type LiveOptions } from './live-client.ts';
import { OfflineQueue } from './offline-queue.ts';
import { defaultTimings, legacyState, type SocketEvent, type SocketLike } from './types.ts';

type Command = Record<string, { channel?: string; subs?: Record<string, object>; token?: string }> & { id: number };

/** The far end of a socket, played by the test. */
class FarEnd implements SocketLike {
  static all: FarEnd[] = [];
  /** What new sockets do: open by themselves, or stay silent. */
  static opens = true;
  readyState = 0;
  readonly commands: Command[] = [];
  subs: Record<string, object> = {};
  readonly #listeners = new Map<string, ((event: SocketEvent) => void)[]>();

  constructor(_url: string) {
    FarEnd.all.push(this);
    if (FarEnd.opens) queueMicrotask(() => this.open());
  }

  open(): void {
    this.readyState = 1;
    this.#emit('open', {});
  }

  send(text: string): void {
    const command = JSON.parse(text) as Command;
    this.commands.push(command);
    if (command.connect) this.reply(command.id, welcome(command.connect.subs ?? {}, this.subs));
    else if (command.ping) this.reply(command.id, { time: new Date().toISOString(), positions: {} });
    else if (command.subscribe) this.reply(command.id, this.subs[command.subscribe.channel ?? ''] ?? fresh());
    else this.reply(command.id, {});
  }

  reply(id: number, result: object): void {
    this.say({ id, result });
  }

  say(message: object): void {
    this.#emit('message', { data: JSON.stringify(message) });
  }

  publish(channel: string, offset: number, more: Partial<Publication> = {}): void {
    const pub = { channel, offset, type: 'apv', data: {}, timestamp: 'now', event_id: `e${offset}`, ...more };
    this.say({ push: { pub } });
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#emit('close', { code, reason });
  }

  addEventListener(type: string, listener: (event: SocketEvent) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  #emit(type: string, event: SocketEvent): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

const fresh = (more: object = {}) => ({
  offset: 0,
  epoch: 'e',
  recoverable: true,
  was_recovering: false,
  recovered: false,
  publications: [],
  mode: 'stream',
  ...more,
});

function welcome(asked: Record<string, object>, subs: Record<string, object>) {
  const limits = {
    channels: 1,
    message_bytes: 1,
    commands_per_second: 1,
    commands_burst: 1,
    queue_bytes: 1,
    recovery_messages: 1,
  };
  return {
    connection_id: `c${FarEnd.all.length}`,
    user: 'ana',
    server: { id: 's', version: '0' },
    ping_interval: 25,
    heartbeat_interval: 30,
    limits,
    subs: Object.fromEntries(Object.keys(asked).map((name) => [name, subs[name] ?? fresh()])),
  };
}

const lives: Live[] = [];
function live(more: Partial<LiveOptions> = {}): Live {
  const one = createLive({ url: 'ws://x/ws', client: { name: 't', version: '0' }, WebSocket: FarEnd, ...more });
  lives.push(one);
  return one;
}
const last = () => FarEnd.all.at(-1)!;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  FarEnd.all = [];
  FarEnd.opens = true;
});
afterEach(() => {
  for (const one of lives.splice(0)) one.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('the connection', () => {
  it('opens with the first reader, serves all of them, and closes 5 s after the last', async () => {
    const one = live();
    expect(one.state).toBe('idle');
    const stops = [0, 1, 2].map(() => one.subscribe('adaptive-immunity', { message: () => undefined }));
    stops.push(one.subscribe('hitl', { message: () => undefined }));
    await settle();
    expect([one.state, FarEnd.all.length, one.connectionId]).toEqual(['connected', 1, 'c1']);
    expect(last().commands[0]?.connect?.subs).toEqual({ 'adaptive-immunity': {}, hitl: {} });
    for (const stop of stops) stop();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(one.state).toBe('connected');
    one.subscribe('hitl', { message: () => undefined })();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(one.state).toBe('connected');
    await vi.advanceTimersByTimeAsync(200);
    expect(one.state).toBe('idle');
  });

  it.each([
    [1006, 'reconnecting'],
    [1001, 'reconnecting'],
    [1011, 'reconnecting'],
    [3000, 'reconnecting'],
    [3008, 'reconnecting'],
    [1000, 'disconnected'],
    [1008, 'error'],
    [3500, 'error'],
    [3508, 'error'],
  ])('close code %i leads to %s', async (code, state) => {
    const one = live();
    one.connect();
    await settle();
    last().close(code, 'why');
    expect(one.state).toBe(state);
    if (state === 'error') expect(one.error).toEqual({ code, reason: 'why' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FarEnd.all.length).toBe(state === 'reconnecting' ? 2 : 1);
  });

  it('comes back when a draining server says, and at once with a new token after 3005', async () => {
    let token = 0;
    const one = live({ token: () => `t${++token}` });
    one.connect();
    await settle();
    last().close(3001, '{"reconnect_after_ms":4000}');
    await vi.advanceTimersByTimeAsync(3_990);
    expect(FarEnd.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(FarEnd.all).toHaveLength(2);
    last().close(3005);
    await settle();
    expect(last().commands[0]?.connect?.token).toBe('t3');
  });

  it('an intended disconnect stays, until somebody connects', async () => {
    const one = live();
    one.subscribe('hitl', { message: () => undefined });
    await settle();
    one.disconnect();
    await vi.advanceTimersByTimeAsync(120_000);
    expect([one.state, FarEnd.all.length]).toEqual(['disconnected', 1]);
    one.connect();
    await settle();
    expect(one.state).toBe('connected');
    one.reconnect();
    await settle();
    expect([one.state, FarEnd.all.length]).toEqual(['connected', 3]);
  });

  it('45 s without a frame is a dead connection; pings go out every 25 s', async () => {
    const one = live();
    one.connect();
    await settle();
    await vi.advanceTimersByTimeAsync(26_000);
    expect(last().commands.filter(({ ping }) => ping)).toHaveLength(1);
    const first = last();
    first.send = () => undefined;
    await vi.advanceTimersByTimeAsync(46_000);
    expect(first.readyState).toBe(3);
    expect(FarEnd.all.length).toBeGreaterThan(1);
    expect(one.state).toBe('connected');
  });

  it('a socket that opens and says nothing is given up', async () => {
    FarEnd.opens = false;
    const one = live();
    one.connect();
    await vi.advanceTimersByTimeAsync(9_900);
    expect(one.state).toBe('connecting');
    await vi.advanceTimersByTimeAsync(200);
    expect(['reconnecting', 'fallback']).toContain(one.state);
  });

  it('one timer at a time: waking up tries at once and does not stack attempts', async () => {
    let wake: () => void = () => undefined;
    let watching = 0;
    const environment = {
      onWake: (listener: () => void) => {
        watching += 1;
        wake = listener;
        return () => {
          watching -= 1;
        };
      },
    };
    const one = live({ environment });
    one.connect();
    await settle();
    FarEnd.opens = false;
    last().close(1006);
    wake();
    wake();
    await settle();
    expect(FarEnd.all).toHaveLength(2);
    last().open();
    await settle();
    expect(one.state).toBe('connected');
    one.disconnect();
    expect(watching).toBe(0);
  });
});

describe('backoff', () => {
  it('doubles under a limit with full jitter, never under 100 ms, and is slow after ten', () => {
    const at = (failures: number, random: number) => backoffMs(failures, defaultTimings, () => random);
    expect([1, 2, 3, 6, 9].map((failures) => at(failures, 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
    expect(at(4, 0)).toBe(100);
    expect([at(10, 0), at(10, 0.5), at(10, 1)]).toEqual([15_000, 30_000, 45_000]);
  });
});

describe('fallback', () => {
  it('starts after 10 s without a socket, polls lists and summaries while attempts go on, and ends with the first success', async () => {
    FarEnd.opens = false;
    const polls: string[] = [];
    const answer = (url: string) => {
      polls.push(url);
      const body = {
        messages: [
          {
            channel: 'hitl',
            offset: polls.length,
            type: 'new_patch',
            data: {},
            timestamp: '',
            event_id: `p${polls.length}`,
          },
        ],
        positions: { hitl: [polls.length, 'e'] },
        recovered: true,
        unrecovered: [],
        time: new Date().toISOString(),
      };
      return Promise.resolve(new Response(JSON.stringify(body)));
    };
    const one = live({ pollUrl: 'http://x/poll', fetch: answer as unknown as typeof fetch });
    const received: string[] = [];
    const ticks: string[] = [];
    one.onPoll((kind) => ticks.push(kind));
    one.subscribe('hitl', { message: ({ event_id }) => received.push(event_id) });
    await vi.advanceTimersByTimeAsync(9_900);
    expect(one.isPolling).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect([one.state, one.isPolling, legacyState(one.state)]).toEqual(['fallback', true, 'DISCONNECTED']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(polls.length).toBeGreaterThanOrEqual(10);
    expect(polls.length).toBeLessThanOrEqual(16);
    expect(polls[1]).toContain('since=hitl%3B1%3Be');
    expect(received).toEqual(polls.map((_, at) => `p${at + 1}`));
    expect(ticks.filter((kind) => kind === 'summary').length).toBeLessThanOrEqual(4);
    const attempts = FarEnd.all.length;
    expect(attempts).toBeGreaterThan(2);
    FarEnd.opens = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect([one.state, one.isPolling]).toEqual(['connected', false]);
    const count = polls.length;
    expect(last().commands[0]?.connect?.subs).toEqual({ hitl: { recover: true, offset: count, epoch: 'e' } });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(polls).toHaveLength(count);
  });

  it('starts with the tenth failed attempt when that comes first, and tries about every 30 s from then on', async () => {
    const one = live({ timings: { backoffBaseMs: 100, backoffMaxMs: 100 } });
    one.connect();
    await settle();
    for (let at = 0; at < 10; at += 1) {
      last().close(1006);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(FarEnd.all.length).toBe(10);
    expect(one.state).toBe('fallback');
    await vi.advanceTimersByTimeAsync(14_000);
    expect(FarEnd.all.length).toBe(10);
    await vi.advanceTimersByTimeAsync(31_100);
    expect(FarEnd.all.length).toBe(11);
  });
});

describe('a channel', () => {
  it('comes back with its position and takes what was missed in order', async () => {
    const one = live();
    const received: number[] = [];
    let resyncs = 0;
    one.subscribe('adaptive-immunity', {
      message: ({ offset }) => received.push(offset),
      resync: () => void resyncs++,
    });
    await settle();
    last().publish('adaptive-immunity', 1);
    last().publish('adaptive-immunity', 2);
    last().publish('adaptive-immunity', 2);
    last().publish('adaptive-immunity', 5, { skip: 2 });
    expect(received).toEqual([1, 2, 5]);
    expect(one.counts.repeats).toBe(1);
    last().close(1006);
    FarEnd.opens = false;
    await vi.advanceTimersByTimeAsync(1_000);
    const pub = (offset: number) => ({
      channel: 'adaptive-immunity',
      offset,
      type: 'apv',
      data: {},
      timestamp: '',
      event_id: `${offset}`,
    });
    last().subs = {
      'adaptive-immunity': fresh({ offset: 7, was_recovering: true, recovered: true, publications: [pub(6), pub(7)] }),
    };
    last().open();
    await settle();
    expect(last().commands[0]?.connect?.subs?.['adaptive-immunity']).toEqual({ recover: true, offset: 5, epoch: 'e' });
    expect(received).toEqual([1, 2, 5, 6, 7]);
    expect(resyncs).toBe(0);
    last().publish('adaptive-immunity', 8);
    expect(received.at(-1)).toBe(8);
  });

  it('resyncs when the server cannot replay, and goes on from where it stands', async () => {
    const one = live();
    const received: number[] = [];
    let resyncs = 0;
    const position = { offset: 3, epoch: 'old' };
    one.subscribe(
      'hitl',
      { message: ({ offset }) => received.push(offset), resync: () => void resyncs++ },
      { position },
    );
    FarEnd.opens = false;
    await settle();
    last().subs = { hitl: fresh({ offset: 90, epoch: 'new', was_recovering: true }) };
    last().open();
    await settle();
    expect(resyncs).toBe(1);
    last().publish('hitl', 91, { type: 'new_patch' });
    expect(received).toEqual([91]);
  });

  it('a hole is asked for again instead of being passed over', async () => {
    const one = live();
    const received: number[] = [];
    one.subscribe('adaptive-immunity', { message: ({ offset }) => received.push(offset) });
    await settle();
    last().publish('adaptive-immunity', 1);
    last().publish('adaptive-immunity', 3);
    await settle();
    expect(received).toEqual([1]);
    expect(one.counts.holes).toBe(1);
    expect(last().commands.slice(1)).toEqual([
      expect.objectContaining({ unsubscribe: { channel: 'adaptive-immunity' } }),
      expect.objectContaining({ subscribe: { channel: 'adaptive-immunity', recover: true, offset: 1, epoch: 'e' } }),
    ]);
  });

  it('a top that is not reached within 5 s is a loss; a filtered channel just takes it', async () => {
    const one = live();
    one.subscribe('adaptive-immunity', { message: () => undefined });
    one.subscribe('threats', { message: () => undefined }, { filter: { priority: 'critical' } });
    await settle();
    const positions = { 'adaptive-immunity': [4, 'e'], threats: [9, 'e'] };
    last().say({ push: { heartbeat: { time: '', positions, active_connections: 1 } } });
    await vi.advanceTimersByTimeAsync(4_900);
    expect(last().commands.filter(({ subscribe }) => subscribe)).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(
      last()
        .commands.filter(({ subscribe }) => subscribe)
        .map(({ subscribe }) => subscribe?.channel),
    ).toEqual(['adaptive-immunity']);
    last().close(1006);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(last().commands[0]?.connect?.subs?.['threats']).toMatchObject({
      offset: 9,
      filter: { priority: 'critical' },
    });
  });

  it('subscribes again after 2500 and stops for good after 2003', async () => {
    const one = live();
    const refusals: number[] = [];
    for (const channel of ['hitl', 'ai']) {
      one.subscribe(channel, { message: () => undefined, refused: ({ code }) => refusals.push(code) });
    }
    await settle();
    last().say({ push: { channel: 'hitl', unsubscribe: { code: 2500, reason: '' } } });
    last().say({ push: { channel: 'ai', unsubscribe: { code: 2003, reason: '' } } });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(
      last()
        .commands.filter(({ subscribe }) => subscribe)
        .map(({ subscribe }) => subscribe?.channel),
    ).toEqual(['hitl']);
    expect(refusals).toEqual([2003]);
  });

  it('one failing listener does not stop the others, and unknown types are counted', async () => {
    const one = live();
    const received: number[] = [];
    one.subscribe('hitl', {
      message: () => {
        throw new Error('mine');
      },
    });
    one.subscribe('hitl', { message: ({ offset }) => received.push(offset) });
    await settle();
    last().publish('hitl', 1, { type: 'new_patch' });
    last().publish('hitl', 2, { type: 'from-the-future' });
    last().publish('hitl', 3, { type: 'decision_update', data: { decision: 5 } });
    last().publish('hitl', 4, { type: 'new_patch' });
    last().say({ push: { unheard: {} } });
    expect(received).toEqual([1, 4]);
    expect(one.counts.unknown).toBe(3);
  });

  it('two readers with different filters share one subscription and get their own part', async () => {
    const one = live();
    const [critical, low]: [number[], number[]] = [[], []];
    one.subscribe(
      'adaptive-immunity',
      { message: ({ offset }) => critical.push(offset) },
      { filter: { priority: 'critical' } },
    );
    await settle();
    one.subscribe('adaptive-immunity', { message: ({ offset }) => low.push(offset) }, { filter: { priority: 'low' } });
    await settle();
    expect(last().commands.at(-1)?.subscribe).not.toHaveProperty('filter');
    last().publish('adaptive-immunity', 1, { tags: { priority: 'critical' } });
    last().publish('adaptive-immunity', 2, { tags: { priority: 'low', project: ['a'] } });
    expect([critical, low]).toEqual([[1], [2]]);
  });

  it('a late reader of a cache gets the values that are there', async () => {
    const one = live();
    one.subscribe('tasks', { message: () => undefined });
    FarEnd.opens = false;
    await settle();
    last().subs = { tasks: fresh({ mode: 'cache', recovered: true }) };
    last().open();
    await settle();
    const data = { task_id: 'scn_1', kind: 'scan', state: 'running', progress: null, subject: null };
    last().publish('tasks', 3, { type: 'task_update', key: 'scn_1', data });
    last().publish('tasks', 9, { type: 'task_update', key: 'scn_1', data: { ...data, state: 'succeeded' } });
    const late: unknown[] = [];
    one.subscribe('tasks', { message: ({ data: { state } }) => late.push(state) });
    expect(late).toEqual(['succeeded']);
  });
});

describe('commands', () => {
  it('wait for the connection, and are not sent once they are old', async () => {
    FarEnd.opens = false;
    const one = live();
    one.connect();
    const old = one.command('presence', { channel: 'hitl', state: 'old' });
    await vi.advanceTimersByTimeAsync(61_000);
    const young = one.command('presence', { channel: 'hitl', state: 'young' });
    expect(one.queuedCommands).toBe(2);
    FarEnd.opens = true;
    await vi.advanceTimersByTimeAsync(31_000);
    expect((await old).ok).toBe(false);
    expect((await young).ok).toBe(true);
    expect(last().commands.filter(({ presence }) => presence)).toHaveLength(1);
  });

  it('the queue holds 100 commands and 256 KiB; the oldest are dropped and told', () => {
    const queue = new OfflineQueue(60_000);
    const dropped: string[] = [];
    const push = (name: string, size = 10) =>
      queue.push(
        'x'.repeat(size),
        () => undefined,
        (reason) => dropped.push(`${name} ${reason}`),
      );
    for (let at = 0; at < 101; at += 1) push(`c${at}`);
    expect([queue.size, dropped]).toEqual([100, ['c0 overflow']]);
    push('big', 256 * 1_024);
    expect(queue.size).toBe(1);
    push('too big', 256 * 1_024 + 1);
    expect(dropped.at(-1)).toBe('too big overflow');
    queue.clear('disconnected');
    expect(dropped.at(-1)).toBe('big disconnected');
  });
});

it('mounting and unmounting 1,000 times leaves no timer, listener or reader behind', async () => {
  let watching = 0;
  const environment = {
    onWake: () => {
      watching += 1;
      return () => void watching--;
    },
  };
  const one = live({ environment });
  for (let at = 0; at < 1_000; at += 1) {
    const stops = [
      one.subscribe('adaptive-immunity', { message: () => undefined }),
      one.subscribe(`tasks:scn_${at}`, { message: () => undefined }),
      one.onState(() => undefined),
      one.onPoll(() => undefined),
    ];
    if (at % 3 === 0) await settle();
    if (at % 100 === 0) last().close(1006);
    for (const stop of stops) stop();
    if (at % 7 === 0) await vi.advanceTimersByTimeAsync(6_000);
  }
  await vi.advanceTimersByTimeAsync(60_000);
  expect([one.state, watching, vi.getTimerCount()]).toEqual(['idle', 0, 0]);
});
