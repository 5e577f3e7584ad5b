import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readGoMinimum } from './constraint.ts';
import { distanceGo, isPrereleaseGo, orderGo } from './order.ts';
import { parseGo } from './parse.ts';

/** Go modules and toolchains: SemVer with or without `v`, pseudo-versions, and `go1.21rc2`. */
export const go: VersionScheme = {
  id: 'go',
  ordersSemver: true,
  parse: parserOf('a Go version', parseGo),
  order: orderGo,
  isPrerelease: isPrereleaseGo,
  distance: distanceGo,
  constraint: constraintOf('a Go minimum version', readGoMinimum),
};
