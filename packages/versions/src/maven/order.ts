import { orderRanked, type Ranked } from '../ranked.ts';
import { distanceOfNumbers } from '../semver/order.ts';
import type { Distance } from '../types.ts';
import { type MavenVersion, RANK } from './parse.ts';

const END: Ranked = { rank: RANK.end, value: 0 };

/** Maven, "Version Order Specification": token by token, the shorter version padded with nothing. */
export function orderMaven(a: MavenVersion, b: MavenVersion): number {
  return orderRanked(a.tokens, b.tokens, END);
}

/** Whether a qualifier is there that sorts below the release: alpha, beta, milestone, rc, snapshot. */
export function isPrereleaseMaven(version: MavenVersion): boolean {
  return version.tokens.some((token) => token.rank === RANK.preRelease);
}

/** By the first numbers. */
export function distanceMaven(from: MavenVersion, to: MavenVersion): Distance {
  return distanceOfNumbers(from.numbers, to.numbers, orderMaven(from, to) === 0);
}
