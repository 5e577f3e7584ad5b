import { orderRanked, type Ranked } from '../ranked.ts';
import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { compareWhole, type Whole } from '../whole.ts';
import { RANK, type RpmVersion } from './parse.ts';

const END: Ranked = { rank: RANK.end, value: 0 };

/** rpm-version(7): epoch, version, release; no release is below every release. */
export function orderRpm(a: RpmVersion, b: RpmVersion): number {
  return (
    compareWhole(a.epoch, b.epoch) || orderRanked(a.version, b.version, END) || orderReleases(a.release, b.release)
  );
}

/** A tilde marks what comes before a release. */
export function isPrereleaseRpm(version: RpmVersion): boolean {
  return version.version.some((segment) => segment.rank === RANK.tilde);
}

/** By the first numbers of the version; another epoch is a major change. */
export function distanceRpm(from: RpmVersion, to: RpmVersion): Distance {
  const same = orderRpm(from, to) === 0;
  if (!same && compareWhole(from.epoch, to.epoch) !== 0) return 'major';
  return distanceOfNumbers(numbersOf(from), numbersOf(to), same);
}

function orderReleases(a: readonly Ranked[] | undefined, b: readonly Ranked[] | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return orderRanked(a, b, END);
}

function numbersOf({ version }: RpmVersion): Whole[] {
  const end = version.findIndex((segment) => segment.rank !== RANK.number);
  return version.slice(0, end < 0 ? version.length : end).map((segment) => segment.value as Whole);
}
