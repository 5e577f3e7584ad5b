import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueAt, revisedDueAt } from './deadline.ts';

test('a deadline has the granularity of a day', () => {
  expect(dueAt('2026-08-19T00:00:00.000Z', '3_days')).toBe('2026-08-22T00:00:00.000Z');
  expect(dueAt('2026-08-19T23:59:59.999Z', '3_days_forensics')).toBe('2026-08-22T00:00:00.000Z');
  expect(dueAt('2026-08-19T01:00:00+03:00', '14_days')).toBe('2026-09-01T00:00:00.000Z');
});

test('what is no time, or lies outside of time, has no deadline', () => {
  expect(dueAt('soon', '3_days')).toBeUndefined();
  expect(dueAt('+275760-09-12T23:00:00.000Z', '60_days')).toBeUndefined();
});

test('a change for the worse moves it forward, never back', () => {
  const change = { dueAt: '2026-10-18T00:00:00.000Z', changedAt: '2026-08-20T10:00:00.000Z' };
  expect(revisedDueAt({ ...change, outcome: '3_days' })).toBe('2026-08-23T00:00:00.000Z');
  expect(revisedDueAt({ ...change, outcome: 'at_next_upgrade' })).toBe(change.dueAt);
  expect(revisedDueAt({ changedAt: change.changedAt, outcome: '14_days' })).toBe('2026-09-03T00:00:00.000Z');
});

test('only the withdrawal of an input moves it back', () => {
  const change = { dueAt: '2026-08-23T00:00:00.000Z', changedAt: '2026-08-22T00:00:00.000Z' };
  expect(revisedDueAt({ ...change, outcome: '60_days' })).toBe(change.dueAt);
  expect(revisedDueAt({ ...change, outcome: '60_days', withdrawn: true })).toBe('2026-10-21T00:00:00.000Z');
  expect(revisedDueAt({ ...change, outcome: 'at_next_upgrade', withdrawn: true })).toBeUndefined();
});

test('a policy never lengthens', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -10, max: 400 }),
      fc.constantFrom('3_days', '14_days', '60_days'),
      (maxDays, outcome) => {
        const from = '2026-08-19T12:00:00.000Z';
        expect(Date.parse(dueAt(from, outcome, maxDays)!)).toBeLessThanOrEqual(Date.parse(dueAt(from, outcome)!));
      },
    ),
  );
});
