import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readComposerConstraint } from './constraint.ts';
import { distancePackagist, isPrereleasePackagist, orderPackagist } from './order.ts';
import { parsePackagist } from './parse.ts';

/** Composer's order of versions. */
export const packagist: VersionScheme = {
  id: 'packagist',
  parse: parserOf('a Composer version', parsePackagist),
  order: orderPackagist,
  isPrerelease: isPrereleasePackagist,
  distance: distancePackagist,
  constraint: constraintOf('a Composer constraint', readComposerConstraint),
};
