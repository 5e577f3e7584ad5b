import { constraintOf, parserOf } from '../reading.ts';
import type { VersionScheme } from '../types.ts';
import { readNugetRange } from './constraint.ts';
import { distanceNuget, isPrereleaseNuget, orderNuget } from './order.ts';
import { parseNuget } from './parse.ts';

/** NuGet's order: SemVer 2.0 with a fourth number and without regard to case. */
export const nuget: VersionScheme = {
  id: 'nuget',
  parse: parserOf('a NuGet version', parseNuget),
  order: orderNuget,
  isPrerelease: isPrereleaseNuget,
  distance: distanceNuget,
  constraint: constraintOf('a NuGet version range', readNugetRange),
};
