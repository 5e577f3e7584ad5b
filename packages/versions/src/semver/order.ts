import type { Distance } from '../types.ts';
import { compareText, compareWhole, compareWholes } from '../whole.ts';
import type { Identifier, SemverVersion } from './parse.ts';

/** SemVer 2.0, section 11: numbers, then the pre-release; build metadata has no say. */
export function orderSemver(a: SemverVersion, b: SemverVersion): number {
  return compareWholes(a.numbers, b.numbers) || orderPrerelease(a.prerelease, b.prerelease);
}

/** Section 11.3 and 11.4: a release is above its pre-releases; of two equal beginnings the longer is above. */
export function orderPrerelease(a: readonly Identifier[], b: readonly Identifier[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = orderIdentifier(a[i] as Identifier, b[i] as Identifier);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Section 11.4: numbers below texts, numbers by value, texts by ASCII. */
export function orderIdentifier(a: Identifier, b: Identifier): number {
  if (typeof a === 'string') return typeof b === 'string' ? compareText(a, b) : 1;
  return typeof b === 'string' ? -1 : compareWhole(a, b);
}

/** Whether there is a pre-release part. */
export function isPrereleaseSemver(version: SemverVersion): boolean {
  return version.prerelease.length > 0;
}

/** The first of the three numbers that differs; a change behind them counts as a patch. */
export function distanceSemver(from: SemverVersion, to: SemverVersion): Distance {
  return distanceOfNumbers(from.numbers, to.numbers, orderSemver(from, to) === 0);
}

/** The class of change between two number lists; `same` says that the scheme holds the two versions equal. */
export function distanceOfNumbers(
  from: readonly (number | bigint)[],
  to: readonly (number | bigint)[],
  same: boolean,
): Distance {
  if (same) return 'none';
  if (compareWhole(from[0] ?? 0, to[0] ?? 0) !== 0) return 'major';
  return compareWhole(from[1] ?? 0, to[1] ?? 0) === 0 ? 'patch' : 'minor';
}
