import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readSpecifiers } from './constraint.ts';
import { distancePep440, isPrereleasePep440, orderPep440 } from './order.ts';
import { parsePep440 } from './parse.ts';

/** Python's versions, PEP 440, with the older forms ordered below and marked as doubtful. */
export const pep440: VersionScheme = {
  id: 'pep440',
  parse: parserOf('a PEP 440 version', parsePep440),
  order: orderPep440,
  isPrerelease: isPrereleasePep440,
  distance: distancePep440,
  constraint: constraintOf('a PEP 440 specifier', readSpecifiers),
};
