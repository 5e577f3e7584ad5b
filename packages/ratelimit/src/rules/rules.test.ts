import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleCell } from './cell.ts';
import { concurrencyCell, leaseUs } from './concurrency.ts';
import { createCell, shareOf } from './create-cell.ts';
import { slicesPerWindow, slidingWindowCell } from './sliding-window.ts';
import { tokenBucketCell } from './token-bucket.ts';

const second = 1_000_000;
const startUs = 1_700_000_000 * second;

/** Times that only grow, with the costs of the requests that come then. */
const arrivals = (maxGapUs: number) =>
  fc.array(fc.record({ gapUs: fc.integer({ min: 0, max: maxGapUs }), cost: fc.integer({ min: 1, max: 5 }) }), {
    maxLength: 120,
  });

function* play(cell: RuleCell, requests: readonly { gapUs: number; cost: number }[]) {
  let nowUs = startUs;
  for (const { gapUs, cost } of requests) {
    nowUs += gapUs;
    const verdict = cell.judge(cost, nowUs);
    if (verdict.allowed) cell.take(cost, nowUs, undefined);
    yield { nowUs, cost, verdict };
  }
}

describe('the sliding window', () => {
  const windowUs = 10 * second;
  const limit = 10;

  it('never lets more than its limit into any window', () => {
    fc.assert(
      fc.property(arrivals(2 * second), (requests) => {
        const log: { nowUs: number; cost: number }[] = [];
        for (const { nowUs, cost, verdict } of play(slidingWindowCell(limit, windowUs), requests)) {
          if (verdict.allowed) log.push({ nowUs, cost });
          const inside = log.filter((one) => one.nowUs > nowUs - windowUs);
          expect(inside.reduce((sum, one) => sum + one.cost, 0)).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('refuses only what an exact log of a window that is 0.1 % longer refuses as well', () => {
    const longerUs = windowUs * (1 + 1 / slicesPerWindow);
    fc.assert(
      fc.property(arrivals(2 * second), (requests) => {
        const log: { nowUs: number; cost: number }[] = [];
        for (const { nowUs, cost, verdict } of play(slidingWindowCell(limit, windowUs), requests)) {
          const inside = log.filter((one) => one.nowUs >= nowUs - longerUs);
          const used = inside.reduce((sum, one) => sum + one.cost, 0);
          if (!verdict.allowed) expect(used + cost).toBeGreaterThan(limit);
          if (verdict.allowed) log.push({ nowUs, cost });
        }
      }),
    );
  });

  it('says truly when a refused request would pass, and not before', () => {
    fc.assert(
      fc.property(arrivals(second), (requests) => {
        const cell = slidingWindowCell(limit, windowUs);
        for (const { nowUs, cost, verdict } of play(cell, requests)) {
          if (verdict.allowed) continue;
          const probe = slidingWindowCell(limit, windowUs);
          cell.copyTo(probe, 1, nowUs);
          expect(probe.judge(cost, nowUs + verdict.retryUs - 2).allowed).toBe(false);
          expect(probe.judge(cost, nowUs + verdict.retryUs).allowed).toBe(true);
        }
      }),
    );
  });

  it('admits as many as an exact log, to 0.1 % of the requests, at any load', () => {
    let state = 7;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    for (const load of [0.5, 0.9, 1, 1.1, 1.5, 3, 20]) {
      const [most, lengthUs, requests] = [100, 60 * second, 60_000];
      const cell = slidingWindowCell(most, lengthUs);
      const exact: number[] = [];
      let [nowUs, admitted, exactly, oldest] = [startUs, 0, 0, 0];
      for (let nth = 0; nth < requests; nth += 1) {
        nowUs += (-Math.log(random()) * lengthUs) / (most * load);
        if (cell.judge(1, nowUs).allowed) {
          cell.take(1, nowUs, undefined);
          admitted += 1;
        }
        while ((exact[oldest] ?? nowUs) <= nowUs - lengthUs) oldest += 1;
        if (exact.length - oldest < most) {
          exact.push(nowUs);
          exactly += 1;
        }
      }
      expect(Math.abs(admitted - exactly) / requests, `load ${load}`).toBeLessThanOrEqual(0.001);
    }
  });

  it('gives back exactly what was taken, in the slice of its time', () => {
    const cell = slidingWindowCell(limit, windowUs);
    cell.take(3, startUs, undefined);
    cell.take(4, startUs + second, undefined);
    cell.giveBack(4, startUs + second, startUs + 2 * second, undefined);
    expect(cell.used(startUs + 2 * second)).toBe(3);
    cell.giveBack(4, startUs - second, startUs + 2 * second, undefined);
    expect(cell.used(startUs + 2 * second)).toBe(3);
    expect(cell.used(cell.idleAtUs() - 1)).toBe(0);
  });

  it('a part of it is rounded up once, not for each slice', () => {
    const cell = slidingWindowCell(100, windowUs);
    for (let nth = 0; nth < 10; nth += 1) cell.take(1, startUs + nth * 100_000, undefined);
    const share = createCell(shareOf({ kind: 'sliding_window', limit: 100, windowSeconds: 10 }, 3));
    cell.copyTo(share, 1 / 3, startUs + second);
    expect(share.used(startUs + second)).toBe(4);
  });
});

describe('the token bucket', () => {
  it('is a bucket: what a model that drips token by token allows', () => {
    const [capacity, emission] = [10, 100_000];
    fc.assert(
      fc.property(arrivals(400_000), (requests) => {
        let tokens = capacity;
        let lastUs = startUs;
        for (const { nowUs, cost, verdict } of play(tokenBucketCell(capacity, emission), requests)) {
          tokens = Math.min(capacity, tokens + (nowUs - lastUs) / emission);
          lastUs = nowUs;
          expect(verdict.allowed).toBe(tokens - cost >= -1e-6);
          expect(verdict.remaining).toBe(Math.floor(tokens + 1e-6));
          if (verdict.allowed) tokens -= cost;
          else expect(Math.abs(verdict.retryUs - (cost - tokens) * emission)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('of 150 a second gives 150 at once and 150 more a second later, today', () => {
    const cell = createCell({ kind: 'token_bucket', rate: 150, perSeconds: 1, burst: 150 });
    for (const nowUs of [Date.now() * 1_000, Date.now() * 1_000 + second]) {
      for (let nth = 0; nth < 150; nth += 1) {
        expect(cell.judge(1, nowUs).allowed).toBe(true);
        cell.take(1, nowUs, undefined);
      }
      expect(cell.judge(1, nowUs)).toMatchObject({ allowed: false, retryUs: 6_667 });
    }
  });

  it('gives back, and never more than it holds', () => {
    const cell = tokenBucketCell(10, 100_000);
    cell.take(8, startUs, undefined);
    cell.giveBack(3, startUs, startUs, undefined);
    expect(cell.used(startUs)).toBeCloseTo(5);
    cell.giveBack(30, startUs, startUs, undefined);
    expect(cell.judge(1, startUs).remaining).toBe(10);
  });

  it('a clock that goes back five minutes finds it as it was', () => {
    const cell = tokenBucketCell(10, 100_000);
    cell.take(10, startUs, undefined);
    const earlier = startUs - 300 * second;
    expect(cell.judge(1, earlier)).toMatchObject({ allowed: false, retryUs: 100_000 });
    expect(cell.judge(1, earlier + 100_000).allowed).toBe(true);
  });
});

describe('places', () => {
  it('are as many as the limit, and free again when they are given back or nobody renews them', () => {
    const cell = concurrencyCell(2);
    cell.take(1, startUs, 'a');
    cell.take(1, startUs, 'b');
    expect(cell.judge(1, startUs)).toMatchObject({ allowed: false, remaining: 0, retryUs: 0 });
    cell.giveBack(1, startUs, startUs, 'a');
    cell.giveBack(1, startUs, startUs, 'a');
    expect(cell.judge(1, startUs).allowed).toBe(true);
    cell.take(1, startUs + leaseUs - 1, 'b');
    expect(cell.used(startUs + leaseUs)).toBe(1);
    expect(cell.used(startUs + 2 * leaseUs)).toBe(0);
  });
});
