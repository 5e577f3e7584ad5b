import { orderRanked, type Ranked } from '../ranked.ts';
import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { RANK, type RubygemsVersion, releaseOf } from './parse.ts';

const END: Ranked = { rank: RANK.number, value: 0 };

/** `Gem::Version#<=>`: segment by segment, the shorter version padded with zeros, a text below every number. */
export function orderRubygems(a: RubygemsVersion, b: RubygemsVersion): number {
  return orderRanked(a.canonical, b.canonical, END);
}

/** `Gem::Version#prerelease?`: any letter. */
export function isPrereleaseRubygems(version: RubygemsVersion): boolean {
  return version.segments.some((segment) => segment.rank === RANK.text);
}

/** By the first numbers. */
export function distanceRubygems(from: RubygemsVersion, to: RubygemsVersion): Distance {
  return distanceOfNumbers(releaseOf(from), releaseOf(to), orderRubygems(from, to) === 0);
}
