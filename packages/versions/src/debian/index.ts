import { parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { distanceDebian, isPrereleaseDebian, orderDebian } from './order.ts';
import { parseDebian } from './parse.ts';

/** dpkg's order, for Debian, Ubuntu and what is built from them. */
export const debian: VersionScheme = {
  id: 'debian',
  parse: parserOf('a Debian version', parseDebian),
  order: orderDebian,
  isPrerelease: isPrereleaseDebian,
  distance: distanceDebian,
};
