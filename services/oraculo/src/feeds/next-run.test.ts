import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakerOf, nextRunMs } from './next-run.ts';

const random = fc.double({ min: 0, max: 1, noNaN: true });
const periodMs = fc.integer({ min: 60_000, max: 2_592_000_000 });

test('a feed never waits longer than its period and a tenth, and never runs in the past', () => {
  fc.assert(
    fc.property(random, periodMs, fc.nat(10_000), (share, period, errorsInARow) => {
      const next = nextRunMs({ nowMs: 1_000, periodMs: period, errorsInARow, random: share });
      expect(next).toBeGreaterThan(1_000);
      expect(next).toBeLessThanOrEqual(1_000 + Math.ceil(period * 1.1));
    }),
  );
});

test('the first failure is tried again within half a minute, however long the period', () => {
  fc.assert(
    fc.property(random, periodMs, (share, period) => {
      expect(nextRunMs({ nowMs: 0, periodMs: period, errorsInARow: 1, random: share })).toBeLessThanOrEqual(30_000);
    }),
  );
});

test('after five failures a feed rests for a minute, then one try is let through', () => {
  const at = (errors_in_a_row: number, agoMs: number) =>
    breakerOf({ errors_in_a_row, last_attempt_at: new Date(1_000_000 - agoMs) }, 1_000_000);
  expect(at(4, 0)).toBe('closed');
  expect(at(5, 59_999)).toBe('open');
  expect(at(5, 60_000)).toBe('half_open');
});
