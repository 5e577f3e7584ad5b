import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { compareWholes } from '../whole.ts';
import type { CranVersion } from './parse.ts';

/** R's `numeric_version`: number by number; the one that ends first is below. */
export function orderCran(a: CranVersion, b: CranVersion): number {
  return compareWholes(a.numbers, b.numbers);
}

/** R knows no pre-releases. */
export function isPrereleaseCran(): boolean {
  return false;
}

/** By the first numbers. */
export function distanceCran(from: CranVersion, to: CranVersion): Distance {
  return distanceOfNumbers(from.numbers, to.numbers, orderCran(from, to) === 0);
}
