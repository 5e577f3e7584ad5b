import { orderRanked, type Ranked } from '../ranked.ts';
import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { type AlpineVersion, RANK } from './parse.ts';

const END: Ranked = { rank: RANK.end, value: 0 };

/** apk-tools, `apk_version_compare`: the first part that differs decides. */
export function orderAlpine(a: AlpineVersion, b: AlpineVersion): number {
  return orderRanked(a.parts, b.parts, END);
}

/** Whether a suffix marks what comes before a release: `_alpha`, `_beta`, `_pre`, `_rc`. */
export function isPrereleaseAlpine(version: AlpineVersion): boolean {
  return version.parts.some((part) => part.rank === RANK.preSuffix);
}

/** By the first numbers. */
export function distanceAlpine(from: AlpineVersion, to: AlpineVersion): Distance {
  return distanceOfNumbers(from.numbers, to.numbers, orderAlpine(from, to) === 0);
}
