import { orderIdentifier, orderSemver } from '../semver/order.ts';
import type { Identifier } from '../semver/parse.ts';
import type { PubVersion } from './parse.ts';

export { distanceSemver as distancePub, isPrereleaseSemver as isPrereleasePub } from '../semver/order.ts';

/** SemVer's order; between versions that are equal by it, build metadata decides, and none is below any (pub_semver). */
export function orderPub(a: PubVersion, b: PubVersion): number {
  return orderSemver(a, b) || orderBuilds(a.builds, b.builds);
}

function orderBuilds(a: readonly Identifier[], b: readonly Identifier[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = orderIdentifier(a[i] as Identifier, b[i] as Identifier);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
