import { describe, expect, it, vi } from 'vitest';
import { type BatchTimers, createFrameBatch } from './frame-batch.ts';
import { mergeNewest } from './newest-by-id.ts';

describe('merging changes', () => {
  const one = (id: string, version: number, text = '') => ({ id, version, text });

  it('puts new ones first and newer ones into their places', () => {
    const list = [one('a', 1), one('b', 1)];
    expect(mergeNewest(list, [one('b', 2, 'x'), one('c', 1), one('d', 1)])).toEqual([
      one('d', 1),
      one('c', 1),
      one('a', 1),
      one('b', 2, 'x'),
    ]);
  });

  it('never takes an older version, nor the same twice', () => {
    const list = [one('a', 3)];
    expect(mergeNewest(list, [one('a', 2), one('a', 3)])).toBe(list);
  });

  it('keeps as many as it is told', () => {
    expect(mergeNewest([one('a', 1), one('b', 1)], [one('c', 1)], 2).map(({ id }) => id)).toEqual(['c', 'a']);
  });
});

describe('a batch', () => {
  function timers() {
    const waiting: { run: () => void; ms: number | 'frame' }[] = [];
    let nowMs = 0;
    const add = (run: () => void, ms: number | 'frame') => {
      const entry = { run, ms };
      waiting.push(entry);
      return () => void waiting.splice(waiting.indexOf(entry), 1);
    };
    const made: BatchTimers = { frame: (run) => add(run, 'frame'), later: (run, ms) => add(run, ms), now: () => nowMs };
    return { made, waiting, pass: (ms: number) => (nowMs += ms) };
  }

  it('hands over once per frame what came meanwhile', () => {
    const { made, waiting } = timers();
    const apply = vi.fn();
    const batch = createFrameBatch<number>(apply, made);
    batch.add(1);
    batch.add(2);
    expect(waiting).toHaveLength(1);
    waiting.shift()?.run();
    expect(apply.mock.calls).toEqual([[[1, 2]]]);
  });

  it('over 50 changes in a second hands over once a second', () => {
    const { made, waiting, pass } = timers();
    const batch = createFrameBatch<number>(() => undefined, made);
    for (let at = 0; at < 51; at += 1) {
      waiting.shift()?.run();
      batch.add(at);
    }
    expect(waiting.map(({ ms }) => ms)).toEqual([1_000]);
    waiting.shift()?.run();
    pass(2_000);
    batch.add(1);
    expect(waiting.map(({ ms }) => ms)).toEqual(['frame']);
    batch.stop();
    expect(waiting).toEqual([]);
  });
});
