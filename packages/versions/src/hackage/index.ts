import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { distanceHackage, isPrereleaseHackage, orderHackage } from './order.ts';
import { parseHackage } from './parse.ts';

/** Haskell's versions, for Hackage and GHC. */
export const hackage: VersionScheme = {
  id: 'hackage',
  parse: parserOf('a Hackage version', parseHackage),
  order: orderHackage,
  isPrerelease: isPrereleaseHackage,
  distance: distanceHackage,
};
