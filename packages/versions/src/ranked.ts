import { compareText, compareWhole, type Whole } from './whole.ts';

/**
 * One part of a version in an order that is lexicographic over parts: parts of different rank compare by rank, parts of
 * one rank by value. A scheme gives every rank one type of value, so that the order is total by construction.
 */
export interface Ranked {
  readonly rank: number;
  readonly value: Whole | string;
}

/** Compares part by part; the list that ends first goes on with `end` for ever. */
export function orderRanked(a: readonly Ranked[], b: readonly Ranked[], end: Ranked): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i] ?? end;
    const y = b[i] ?? end;
    const order = x.rank - y.rank || orderValues(x.value, y.value);
    if (order !== 0) return order;
  }
  return 0;
}

/** One rank has one type of value. */
function orderValues(a: Whole | string, b: Whole | string): number {
  return typeof a === 'string' ? compareText(a, b as string) : compareWhole(a, b as Whole);
}
