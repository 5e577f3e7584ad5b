import { orderRanked, type Ranked } from '../ranked.ts';
import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { type PackagistVersion, RANK } from './parse.ts';

const END: Ranked = { rank: RANK.end, value: 0 };

/** PHP's `version_compare` over what Composer's `VersionParser::normalize` makes of the two. */
export function orderPackagist(a: PackagistVersion, b: PackagistVersion): number {
  return orderRanked(a.parts, b.parts, END);
}

/** Composer's stabilities below `stable`. */
export function isPrereleasePackagist(version: PackagistVersion): boolean {
  return version.parts.some((part) => part.rank >= RANK.dev && part.rank <= RANK.candidate);
}

/** By the first numbers. */
export function distancePackagist(from: PackagistVersion, to: PackagistVersion): Distance {
  return distanceOfNumbers(from.numbers, to.numbers, orderPackagist(from, to) === 0);
}
