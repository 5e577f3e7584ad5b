import { constraintOf, parserOf } from '../reading.ts';
import { coarseSemver } from '../semver/coarse.ts';
import { distanceSemver, isPrereleaseSemver, orderSemver } from '../semver/order.ts';
import { parseSemver } from '../semver/parse.ts';
import type { VersionScheme } from '../types.ts';
import { readNpmRange } from './constraint.ts';

/** npm: SemVer 2.0 as node-semver's loose mode reads it. */
export const npm: VersionScheme = {
  id: 'npm',
  ordersSemver: true,
  parse: parserOf('an npm version', parseSemver),
  order: orderSemver,
  isPrerelease: isPrereleaseSemver,
  distance: distanceSemver,
  coarse: coarseSemver,
  constraint: constraintOf('an npm range', readNpmRange),
};
