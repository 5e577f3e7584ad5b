import type { Distance } from '../types.ts';
import { compareWhole, compareWholes } from '../whole.ts';
import type { HackageVersion } from './parse.ts';

/** `Data.Version`: number by number; the one that ends first is below (`1.0` < `1.0.0`). */
export function orderHackage(a: HackageVersion, b: HackageVersion): number {
  return compareWholes(a.numbers, b.numbers);
}

/** The policy knows no pre-releases. */
export function isPrereleaseHackage(): boolean {
  return false;
}

/** The policy's classes: the first two numbers are the major version, the third the minor. */
export function distanceHackage(from: HackageVersion, to: HackageVersion): Distance {
  if (orderHackage(from, to) === 0) return 'none';
  const differs = (i: number): boolean => compareWhole(from.numbers[i] ?? 0, to.numbers[i] ?? 0) !== 0;
  if (differs(0) || differs(1)) return 'major';
  return differs(2) ? 'minor' : 'patch';
}
