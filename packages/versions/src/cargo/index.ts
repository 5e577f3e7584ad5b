import { constraintOf, parserOf } from '../reading.ts';
import { coarseSemver } from '../semver/coarse.ts';
import { distanceSemver, isPrereleaseSemver, orderSemver } from '../semver/order.ts';
import { parseSemver } from '../semver/parse.ts';
import type { VersionScheme } from '../types.ts';
import { readCargoRequirement } from './constraint.ts';

/** SemVer 2.0. */
export const cargo: VersionScheme = {
  id: 'cargo',
  ordersSemver: true,
  parse: parserOf('a Cargo version', parseSemver),
  order: orderSemver,
  isPrerelease: isPrereleaseSemver,
  distance: distanceSemver,
  coarse: coarseSemver,
  constraint: constraintOf('a Cargo requirement', readCargoRequirement),
};
