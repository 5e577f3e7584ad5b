import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { distanceAlpine, isPrereleaseAlpine, orderAlpine } from './order.ts';
import { parseAlpine } from './parse.ts';

/** apk's order, for Alpine, Wolfi, Chainguard and what is built from them. */
export const alpine: VersionScheme = {
  id: 'alpine',
  parse: parserOf('an apk version', parseAlpine),
  order: orderAlpine,
  isPrerelease: isPrereleaseAlpine,
  distance: distanceAlpine,
};
