import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { coarseSemver } from './coarse.ts';
import { distanceSemver, isPrereleaseSemver, orderSemver } from './order.ts';
import { parseSemver } from './parse.ts';

/** SemVer 2.0 with the loose forms of published data. For ecosystems whose versions are SemVer and that have no requirement language of their own here. */
export const semver: VersionScheme = {
  id: 'semver',
  ordersSemver: true,
  parse: parserOf('a SemVer version', parseSemver),
  order: orderSemver,
  isPrerelease: isPrereleaseSemver,
  distance: distanceSemver,
  coarse: coarseSemver,
};
