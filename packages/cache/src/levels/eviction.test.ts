import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/manual-clock.ts';
import { type Eviction, evictionOrder } from './eviction.ts';
import { memoryLevel } from './memory-level.ts';

const use = (kind: Eviction, uses: readonly string[]): string[] => {
  const order = evictionOrder(kind);
  const known = new Set<string>();
  for (const key of uses) {
    if (known.has(key)) order.used(key);
    else order.added(key);
    known.add(key);
  }
  const left: string[] = [];
  for (let victim = order.victim(); victim !== undefined; victim = order.victim()) {
    left.push(victim);
    order.removed(victim);
  }
  return left;
};

describe('who leaves first', () => {
  it('lru: whose last use is longest ago', () => {
    expect(use('lru', ['a', 'b', 'c', 'a'])).toEqual(['b', 'c', 'a']);
  });
  it('fifo: who came first, however much it is used', () => {
    expect(use('fifo', ['a', 'b', 'c', 'a', 'a'])).toEqual(['a', 'b', 'c']);
  });
  it('lfu: who was used least, the longest unused among equals', () => {
    expect(use('lfu', ['a', 'b', 'c', 'a', 'a', 'c'])).toEqual(['b', 'c', 'a']);
    expect(use('lfu', ['a', 'b', 'b', 'a'])).toEqual(['b', 'a']);
  });

  it('every order keeps exactly the keys it was given', () => {
    const operation = fc.tuple(fc.constantFrom('add', 'use', 'remove'), fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(fc.constantFrom<Eviction>('lru', 'lfu', 'fifo'), fc.array(operation), (kind, operations) => {
        const order = evictionOrder(kind);
        const keys = new Set<string>();
        for (const [what, key] of operations) {
          if (what === 'add' && !keys.has(key)) {
            order.added(key);
            keys.add(key);
          } else if (what === 'use') order.used(key);
          else if (what === 'remove') {
            order.removed(key);
            keys.delete(key);
          }
        }
        const left = new Set<string>();
        for (let victim = order.victim(); victim !== undefined; victim = order.victim()) {
          left.add(victim);
          order.removed(victim);
        }
        expect(left).toEqual(keys);
      }),
    );
  });

  it('the level never holds more than its limits, and its bytes are the sum of its entries', () => {
    const entry = fc.record({ key: fc.constantFrom(...'abcdefgh'), bytes: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(fc.constantFrom<Eviction>('lru', 'lfu', 'fifo'), fc.array(entry), (eviction, entries) => {
        const level = memoryLevel({ maxBytes: 100, maxEntries: 4, eviction }, manualClock(), () => undefined);
        for (const { key, bytes } of entries) {
          level.set(key, { value: key, bytes, freshUntilMs: 0, goneAtMs: Number.MAX_SAFE_INTEGER });
          expect(level.get(key)?.value).toBe(key);
          expect(level.bytes).toBeLessThanOrEqual(100);
          expect(level.entries).toBeLessThanOrEqual(4);
        }
        const held = [...'abcdefgh'].flatMap((key) => level.get(key)?.bytes ?? []);
        expect(level.bytes).toBe(held.reduce((sum, one) => sum + one, 0));
      }),
    );
  });
});
