import { constraintOf, parserOf } from '../reading.ts';
import { coarseSemver } from '../semver/coarse.ts';
import { distanceSemver, isPrereleaseSemver, orderSemver } from '../semver/order.ts';
import { parseSemver } from '../semver/parse.ts';
import type { VersionScheme } from '../types.ts';
import { readHexRequirement } from './constraint.ts';

/** SemVer 2.0. */
export const hex: VersionScheme = {
  id: 'hex',
  ordersSemver: true,
  parse: parserOf('a Hex version', parseSemver),
  order: orderSemver,
  isPrerelease: isPrereleaseSemver,
  distance: distanceSemver,
  coarse: coarseSemver,
  constraint: constraintOf('a Hex requirement', readHexRequirement),
};
