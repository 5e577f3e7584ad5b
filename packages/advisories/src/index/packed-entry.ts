import type { AdvisoryKind } from '@maximus/contracts';
import type { RangeEvent } from '@maximus/versions';
import type { IndexedRange, PackageAdvisory } from '../types.ts';
import { highestAffected } from './highest-affected.ts';

/** A `PackageAdvisory` before its group is known; what follows from the rest is left out. */
export type PackageEntry = Omit<PackageAdvisory, 'groupId' | 'fixedVersions'>;

/** [id, ecosystem, name, kind, approximate, ranges, withdrawn or 0, bound]: an entry without its list of versions. */
export type Head = [string, string, string, number, 0 | 1, (number | string)[][], string | 0, number];

const kinds: readonly AdvisoryKind[] = ['vulnerability', 'malware', 'informational'];
const types: readonly IndexedRange['type'][] = ['SEMVER', 'ECOSYSTEM', 'GIT'];
/** The part of an entry that is not shared between entries. */
export function packHead(entry: PackageEntry): Head {
  const { id, ecosystem, name, kind, approximate, ranges, withdrawn } = entry;
  const packed = ranges.map(packRange);
  return [
    id,
    ecosystem,
    name,
    kinds.indexOf(kind),
    approximate ? 1 : 0,
    packed,
    withdrawn ?? 0,
    highestAffected(entry),
  ];
}

/**
 * The advisory of a head, its versions and its group. By place and index here and below: taking a list apart by its
 * iterator allocates an object for each step until the code is optimised, and a scan ends before it is.
 */
export function unpack(head: Head, versions: readonly string[], groupId: string): PackageAdvisory {
  const withdrawn = head[6];
  const ranges = head[5].map(unpackRange);
  const advisory = {
    id: head[0],
    groupId,
    ecosystem: head[1],
    name: head[2],
    kind: kinds[head[3]] as AdvisoryKind,
    ranges,
    versions,
    fixedVersions: fixedVersionsOf(ranges),
    approximate: head[4] === 1,
  };
  return withdrawn === 0 ? advisory : { ...advisory, withdrawn };
}

/** The bound in the JSON text of a head (`highestAffected`): it stands last, so that the text need not be parsed. */
export function boundOfHead(head: string): number {
  return Number(head.slice(head.lastIndexOf(',') + 1, -1));
}

/** A place in the list of types, then each event as one letter and its version. */
function packRange({ type, events }: IndexedRange): (number | string)[] {
  const out: (number | string)[] = [types.indexOf(type)];
  for (const { introduced, fixed, last_affected, limit } of events) {
    if (introduced !== undefined) out.push(`i${introduced}`);
    else if (fixed !== undefined) out.push(`f${fixed}`);
    else if (last_affected !== undefined) out.push(`l${last_affected}`);
    else if (limit !== undefined) out.push(`m${limit}`);
  }
  return out;
}

function unpackRange(packed: readonly (number | string)[]): IndexedRange {
  const events: RangeEvent[] = [];
  for (let i = 1; i < packed.length; i += 1) {
    const event = unpackEvent(packed[i] as string);
    if (event !== undefined) events.push(event);
  }
  return { type: types[packed[0] as number] as IndexedRange['type'], events };
}

function unpackEvent(text: string): RangeEvent | undefined {
  const version = text.slice(1);
  switch (text[0]) {
    case 'i':
      return { introduced: version };
    case 'f':
      return { fixed: version };
    case 'l':
      return { last_affected: version };
    case 'm':
      return { limit: version };
    default:
      return undefined;
  }
}

/** The versions named by `fixed` events, as written, in record order, each once; commits are no versions. */
function fixedVersionsOf(ranges: readonly IndexedRange[]): string[] {
  const out: string[] = [];
  for (let place = 0; place < ranges.length; place += 1) {
    const { type, events } = ranges[place] as IndexedRange;
    for (let i = 0; type !== 'GIT' && i < events.length; i += 1) {
      const fixed = events[i]?.fixed;
      if (fixed !== undefined && !out.includes(fixed)) out.push(fixed);
    }
  }
  return out;
}
