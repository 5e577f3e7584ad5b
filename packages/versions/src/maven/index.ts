import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readMavenRequirement } from './constraint.ts';
import { distanceMaven, isPrereleaseMaven, orderMaven } from './order.ts';
import { parseMaven } from './parse.ts';

/** Maven's order of versions. */
export const maven: VersionScheme = {
  id: 'maven',
  parse: parserOf('a Maven version', parseMaven),
  order: orderMaven,
  isPrerelease: isPrereleaseMaven,
  distance: distanceMaven,
  constraint: constraintOf('a Maven version requirement', readMavenRequirement),
};
