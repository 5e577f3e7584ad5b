import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readPubConstraint } from './constraint.ts';
import { distancePub, isPrereleasePub, orderPub } from './order.ts';
import { parsePub } from './parse.ts';

/** Dart's order: SemVer 2.0 in which build metadata has a say. */
export const pub: VersionScheme = {
  id: 'pub',
  parse: parserOf('a Dart version', parsePub),
  order: orderPub,
  isPrerelease: isPrereleasePub,
  distance: distancePub,
  constraint: constraintOf('a Dart constraint', readPubConstraint),
};
