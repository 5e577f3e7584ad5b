import { frozenClock } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { createHeapFloor } from './heap-watch.ts';
import { createLagJudge } from './lag-watch.ts';
import { createStuckJobs } from './stuck-jobs.ts';
import { trendOf } from './trend.ts';

const mebibyte = 1024 ** 2;

/** Judges floors that are noted one a minute. */
function judged(floors: readonly number[], limitBytes = 4_096 * mebibyte) {
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const heap = createHeapFloor({ now: () => nowMs });
  for (const floor of floors) {
    heap.note(floor * mebibyte);
    nowMs += 60_000;
  }
  return heap.judge(limitBytes);
}

describe('the heap watch', () => {
  const minutes = Array.from({ length: 31 }, (_, minute) => minute);

  it('finds a floor that grows steadily for half an hour', () => {
    expect(judged(minutes.map((minute) => 100 + minute * 2))).toMatchObject({
      kind: 'heap_growth',
      bytesPerMinute: 2 * mebibyte,
    });
  });

  it.each([
    ['grows too little', minutes.map((minute) => 100 + minute * 0.5)],
    ['jumps about', minutes.map((minute) => 100 + minute * 2 + (minute % 2) * 200)],
    ['grew for ten minutes only', minutes.slice(0, 11).map((minute) => 100 + minute * 5)],
    ['stands still', minutes.map(() => 100)],
    ['is not known', []],
  ])('says nothing of a floor that %s', (_, floors) => {
    expect(judged(floors)).toBeUndefined();
  });

  it('finds a floor near the limit, whatever its way there', () => {
    expect(judged([860], 1_000 * mebibyte)?.kind).toBe('heap_limit');
  });

  it('sees a line in points of one minute only when there are two moments', () => {
    expect(trendOf([{ atMs: 0, value: 1 }])).toBeUndefined();
    expect(
      trendOf([
        { atMs: 0, value: 1 },
        { atMs: 0, value: 2 },
      ]),
    ).toBeUndefined();
    expect(
      trendOf([
        { atMs: 0, value: 1 },
        { atMs: 60_000, value: 3 },
      ]),
    ).toEqual({ perMinute: 2, r2: 1 });
  });
});

describe('the lag watch', () => {
  it('counts a loop as late after ten seconds of lateness, and forgets at the first good turn', () => {
    const judge = createLagJudge();
    expect(judge.note(1_500, 2_500)).toBe(false);
    expect(judge.note(5_000, 8_500)).toBe(false);
    expect(judge.note(2_000, 11_500)).toBe(true);
    expect(judge.note(10, 12_500)).toBe(false);
    expect(judge.note(1_500, 15_000)).toBe(false);
  });

  it('takes one long stop for what it is', () => {
    expect(createLagJudge().note(12_000, 13_000)).toBe(true);
  });
});

describe('stuck jobs', () => {
  it('are told once, until they get on', () => {
    let nowMs = 0;
    const told: string[] = [];
    const jobs = createStuckJobs({ now: () => nowMs }, ({ name }) => told.push(name));
    const sync = jobs.begin('feeds.sync', 1_000);
    jobs.begin('other', 60_000);
    nowMs = 1_001;
    expect(jobs.stuck()).toEqual([{ name: 'feeds.sync', silentMs: 1_001 }]);
    jobs.stuck();
    expect(told).toEqual(['feeds.sync']);
    sync.progress();
    expect(jobs.stuck()).toEqual([]);
    sync.end();
    nowMs = 10_000;
    expect(jobs.stuck()).toEqual([]);
  });

  it('need no listener', () => {
    expect(createStuckJobs(frozenClock(0)).stuck()).toEqual([]);
  });
});
