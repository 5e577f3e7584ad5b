import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenIdle } from './when-idle.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is loaded beforehand', () => {
  it('waits for the page, and then for the browser to have nothing else to do', () => {
    const asked: (() => void)[] = [];
    vi.stubGlobal('requestIdleCallback', (run: () => void) => asked.push(run));
    vi.stubGlobal('cancelIdleCallback', vi.fn());
    const run = vi.fn();
    whenIdle(run);
    vi.advanceTimersByTime(1_999);
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(run).not.toHaveBeenCalled();
    asked[0]?.();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs after a while where no browser tells, and not at all once it is called off', () => {
    vi.stubGlobal('requestIdleCallback', undefined);
    const [run, off] = [vi.fn(), vi.fn()];
    whenIdle(run);
    whenIdle(off)();
    vi.advanceTimersByTime(10_000);
    expect([run, off].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
  });

  it('is called off also while the browser is waited for', () => {
    const cancel = vi.fn();
    vi.stubGlobal('requestIdleCallback', () => 7);
    vi.stubGlobal('cancelIdleCallback', cancel);
    const stop = whenIdle(vi.fn());
    vi.advanceTimersByTime(2_000);
    stop();
    expect(cancel).toHaveBeenCalledWith(7);
  });
});
