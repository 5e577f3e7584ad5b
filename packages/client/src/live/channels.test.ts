import { describe, expect, it, vi } from 'vitest';
import { FarEnd, fresh, last, live, playsFarEnds, settle } from '../testing/far-end.ts';
import { OfflineQueue } from './offline-queue.ts';

playsFarEnds();

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
