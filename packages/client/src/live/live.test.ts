import { describe, expect, it, vi } from 'vitest';
import { FarEnd, last, live, playsFarEnds, settle } from '../testing/far-end.ts';
import { backoffMs } from './backoff.ts';
import { defaultTimings, legacyState } from './types.ts';

playsFarEnds();

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
