import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readRubygemsRequirement } from './constraint.ts';
import { distanceRubygems, isPrereleaseRubygems, orderRubygems } from './order.ts';
import { parseRubygems } from './parse.ts';

/** RubyGems' order of versions. */
export const rubygems: VersionScheme = {
  id: 'rubygems',
  parse: parserOf('a gem version', parseRubygems),
  order: orderRubygems,
  isPrerelease: isPrereleaseRubygems,
  distance: distanceRubygems,
  constraint: constraintOf('a gem requirement', readRubygemsRequirement),
};
