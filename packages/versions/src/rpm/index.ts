import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { distanceRpm, isPrereleaseRpm, orderRpm } from './order.ts';
import { parseRpm } from './parse.ts';

/** rpm's order, for Red Hat and every other distribution whose packages are RPMs. */
export const rpm: VersionScheme = {
  id: 'rpm',
  parse: parserOf('an RPM version', parseRpm),
  order: orderRpm,
  isPrerelease: isPrereleaseRpm,
  distance: distanceRpm,
};
