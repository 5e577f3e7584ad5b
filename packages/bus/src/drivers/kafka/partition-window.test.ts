import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPartitionWindow } from './partition-window.ts';

test('whatever the order of settling, only what has nothing unsettled before it may be committed', () => {
  const run = fc.record({
    first: fc.bigInt({ min: 0n, max: 1_000n }),
    // Gaps are records of a transaction or of a compacted log.
    gaps: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
    order: fc.infiniteStream(fc.nat()),
  });
  fc.assert(
    fc.property(run, ({ first, gaps, order }) => {
      const window = createPartitionWindow('t', 0, first, -1n);
      let offset = first;
      const open = new Map<bigint, () => void>();
      for (const gap of gaps) {
        offset += BigInt(gap);
        open.set(offset, window.take(offset, 10));
        offset += 1n;
      }
      window.readTo(offset);
      expect(window.fetchFrom).toBe(offset);
      while (open.size > 0) {
        const lowest = [...open.keys()].reduce((a, b) => (a < b ? a : b));
        expect(window.settledTo).toBe(lowest);
        expect(window.count).toBeGreaterThanOrEqual(open.size);
        const at = [...open.keys()][order.next().value! % open.size]!;
        open.get(at)?.();
        open.delete(at);
      }
      expect(window.settledTo).toBe(offset);
      expect([window.count, window.sizeBytes]).toEqual([0, 0]);
    }),
  );
});

test('a window never reads backwards by itself, but can be put elsewhere', () => {
  const window = createPartitionWindow('t', 1, 5n, 5n);
  window.readTo(9n);
  window.readTo(7n);
  expect(window.fetchFrom).toBe(9n);
  window.seek(2n);
  expect([window.fetchFrom, window.settledTo]).toEqual([2n, 2n]);
});
