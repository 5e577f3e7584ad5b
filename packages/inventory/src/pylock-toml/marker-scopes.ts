import type { Scope } from '@maximus/contracts';
import { scopeOfGroup } from '../python/index.ts';
import { type Marker, parseMarker } from './marker.ts';

/** The top-level lists of the lock. */
export interface LockSelections {
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly defaultGroups: readonly string[];
}

/**
 * Tells a package's scope from its marker: `prod` when it can be installed with no extra and the default groups,
 * `optional` when an extra or a group that may run in production brings it in, `dev` when only development groups do.
 * What a marker says of the machine is taken as possibly true. A marker that is not one gives `unknown`.
 */
export function createMarkerScopes(lock: LockSelections): (marker: string | undefined) => Scope {
  const defaults = new Set(lock.defaultGroups);
  const extras = new Set(lock.extras);
  const optionalGroups = new Set(lock.groups.filter((group) => scopeOfGroup(group) !== 'dev'));
  const none: ReadonlySet<string> = new Set();
  return (text) => {
    if (text === undefined || text.trim() === '') return 'prod';
    const marker = parseMarker(text);
    if (marker === undefined) return 'unknown';
    if (possible(marker, none, defaults)) return 'prod';
    if (possible(marker, extras, defaults) || possible(marker, extras, optionalGroups)) return 'optional';
    return possible(marker, extras, new Set([...lock.groups, ...lock.defaultGroups])) ? 'dev' : 'unknown';
  };
}

function possible(marker: Marker, extras: ReadonlySet<string>, groups: ReadonlySet<string>): boolean {
  switch (marker.kind) {
    case 'all':
      return marker.parts.every((part) => possible(part, extras, groups));
    case 'any':
      return marker.parts.some((part) => possible(part, extras, groups));
    case 'selected':
      return (marker.list === 'extras' ? extras : groups).has(marker.name) !== marker.negated;
    case 'machine':
      return true;
  }
}
