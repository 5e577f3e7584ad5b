import { schemeFor, type VersionScheme } from '@maximus/versions';
import type { IndexedRange, PackageAdvisory } from '../types.ts';

/** The bound of an entry that has none, or whose bound is not worked out: no version is above it. */
export const unbounded = 0xffffffff;

/** What the bound of an entry is worked out from. */
type Bounded = Pick<PackageAdvisory, 'ecosystem' | 'kind' | 'ranges' | 'versions' | 'withdrawn'>;

/**
 * The greatest coarse number (`VersionScheme.coarse`) at which a version can still be affected by an entry, or be one that
 * the entry leaves undecided. A version with a greater number lies behind the last event of every range, and that event
 * ends the range. Whatever is out of the ordinary is `unbounded`.
 */
export function highestAffected(entry: Bounded): number {
  if (entry.withdrawn !== undefined) return 0;
  const scheme = schemeFor(entry.ecosystem);
  if (scheme?.coarse === undefined || entry.ecosystem.includes(':')) return unbounded;
  let highest = -1;
  for (const range of entry.ranges) if (range.type !== 'GIT') highest = Math.max(highest, endOf(range, scheme));
  for (const version of entry.versions) highest = Math.max(highest, coarseOf(scheme, version));
  return highest < 0 ? unbounded : highest;
}

/** The coarse number of a version, `unbounded` where it has none. */
function coarseOf(scheme: VersionScheme, text: string): number {
  const parsed = scheme.parse(text);
  return (parsed.ok ? scheme.coarse?.(parsed.value) : undefined) ?? unbounded;
}

/** The number of a range's last event, which must end it: an interval without an end has no bound. */
function endOf({ type, events }: IndexedRange, scheme: VersionScheme): number {
  if (type === 'SEMVER' && scheme.ordersSemver !== true) return unbounded;
  let introduced = -1;
  let ended = -1;
  for (const event of events) {
    const { introduced: start, fixed, last_affected: last } = event;
    if (start !== undefined) introduced = Math.max(introduced, start === '0' ? -1 : coarseOf(scheme, start));
    else if (fixed !== undefined) ended = Math.max(ended, coarseOf(scheme, fixed));
    else if (last !== undefined) ended = Math.max(ended, coarseOf(scheme, last));
    else return unbounded;
  }
  return ended < 0 || introduced >= ended ? unbounded : ended;
}
