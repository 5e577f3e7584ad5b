import { schemeFor, type VersionScheme } from '@maximus/versions';

/** The order of an ecosystem that has one; a dialect of another ecosystem is a fault of ours. */
export function schemeOf(ecosystem: string): VersionScheme {
  const scheme = schemeFor(ecosystem);
  if (scheme === undefined) throw new RangeError(`${ecosystem} has no order of versions`);
  return scheme;
}
