import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePriority, type Ordered } from './order.ts';

test('orders by priority, score, due date with none last, then id', () => {
  const expected: Ordered[] = [
    { id: 'e', priority: 'critical', priority_score: 10 },
    { id: 'd', priority: 'high', priority_score: 90 },
    { id: 'c', priority: 'high', priority_score: 50, due_at: '2026-08-01T00:00:00.000Z' },
    { id: 'b', priority: 'high', priority_score: 50, due_at: '2026-08-02T00:00:00.000Z' },
    { id: 'a1', priority: 'high', priority_score: 50 },
    { id: 'a2', priority: 'high', priority_score: 50 },
    { id: 'f', priority: 'medium', priority_score: 99 },
    { id: 'g', priority: 'low', priority_score: 99 },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(expected, { minLength: expected.length }), (shuffled) => {
      expect([...shuffled].sort(comparePriority)).toEqual(expected);
    }),
  );
  expect(comparePriority(expected[0]!, expected[0]!)).toBe(0);
});
