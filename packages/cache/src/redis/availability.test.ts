import type { Clock } from '@maximus/kernel';
import { recordingLogger } from '@maximus/observability/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Availability, watchAvailability } from './availability.ts';
import { backOffMs } from './back-off.ts';
import type { RedisState } from './types.ts';

const clock: Clock = { now: () => Date.now() };
const states: RedisState[] = [];
let healthy = true;
let restores = 0;
let watched: Availability;
let lines: ReturnType<typeof recordingLogger>['lines'];

beforeEach(() => {
  vi.useFakeTimers();
  states.length = 0;
  healthy = true;
  restores = 0;
  const recorded = recordingLogger();
  lines = recorded.lines;
  watched = watchAvailability({
    clock,
    logger: recorded.logger,
    probe: () => (healthy ? Promise.resolve() : Promise.reject(new Error('no'))),
    reopen: () => undefined,
    restore: async () => {
      restores += 1;
    },
    changed: (state) => states.push(state),
  });
});
afterEach(() => {
  watched.close();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const warnings = () => lines.filter(({ level }) => level === 'warn').length;

describe('whether Redis serves', () => {
  it('starts down and rises with the first probe that passes', async () => {
    expect(watched.state).toBe('down');
    watched.connected();
    await settle();
    expect(states).toEqual(['up']);
    expect(restores).toBe(1);
  });

  it('falls with the third failure within five seconds, and not with failures further apart', async () => {
    watched.connected();
    await settle();
    for (let nth = 0; nth < 10; nth += 1) {
      watched.failed(new Error('now and then'));
      await vi.advanceTimersByTimeAsync(2_600);
    }
    expect(watched.state).toBe('up');
    for (let nth = 0; nth < 3; nth += 1) watched.failed(new Error('now'));
    expect(states).toEqual(['up', 'down']);
  });

  it('comes back by itself and adds up the time away', async () => {
    watched.connected();
    await settle();
    const beforeMs = watched.downMs();
    healthy = false;
    for (let nth = 0; nth < 3; nth += 1) watched.failed(new Error('gone'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(watched.state).toBe('down');
    healthy = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(states).toEqual(['up', 'down', 'up']);
    expect(watched.downMs() - beforeMs).toBeGreaterThanOrEqual(10_000);
  });

  it('warns once a minute', async () => {
    watched.connected();
    await settle();
    healthy = false;
    for (let nth = 0; nth < 3; nth += 1) watched.failed(new Error('gone'));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(warnings()).toBe(1);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(warnings()).toBeGreaterThanOrEqual(8);
    expect(warnings()).toBeLessThanOrEqual(11);
  });

  it('looks again after one second at first and after thirty at most', () => {
    const waits = Array.from({ length: 40 }, (_, at) => backOffMs(at + 1, () => 0));
    expect(waits.slice(0, 8)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 2_000, 4_000, 8_000]);
    expect(Math.max(...waits)).toBe(30_000);
    expect(backOffMs(1, () => 1)).toBe(1_100);
    expect(backOffMs(40, () => 1)).toBe(30_000);
  });
});
