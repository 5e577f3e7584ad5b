import type { AdvisoryKind } from '@maximus/contracts';
import type { RangeEvent } from '@maximus/versions';
import type { IndexedRange, PackageAdvisory } from '../types.ts';

/** A `PackageAdvisory` before its group is known; what follows from the rest is left out. */
export type PackageEntry = Omit<PackageAdvisory, 'groupId' | 'fixedVersions'>;

/** [id, ecosystem, name, kind, approximate, ranges, withdrawn or 0]: an entry without its list of versions. */
export type Head = [string, string, string, number, 0 | 1, (number | string)[][], string | 0];

const kinds: readonly AdvisoryKind[] = ['vulnerability', 'malware', 'informational'];
const types: readonly IndexedRange['type'][] = ['SEMVER', 'ECOSYSTEM', 'GIT'];
const fieldOf = new Map<string, keyof RangeEvent>([
  ['i', 'introduced'],
  ['f', 'fixed'],
  ['l', 'last_affected'],
  ['m', 'limit'],
]);

/** The part of an entry that is not shared between entries. */
export function packHead(entry: PackageEntry): Head {
  const { id, ecosystem, name, kind, approximate, ranges, withdrawn } = entry;
  return [id, ecosystem, name, kinds.indexOf(kind), approximate ? 1 : 0, ranges.map(packRange), withdrawn ?? 0];
}

/** The advisory of a head, its versions and its group. */
export function unpack(head: Head, versions: readonly string[], groupId: string): PackageAdvisory {
  const [id, ecosystem, name, kind, approximate, packed, withdrawn] = head;
  const ranges = packed.map(unpackRange);
  return {
    id,
    groupId,
    ecosystem,
    name,
    kind: kinds[kind] as AdvisoryKind,
    ranges,
    versions,
    fixedVersions: fixedVersionsOf(ranges),
    ...(withdrawn === 0 ? {} : { withdrawn }),
    approximate: approximate === 1,
  };
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
    const text = packed[i] as string;
    const field = fieldOf.get(text[0] as string);
    if (field !== undefined) events.push({ [field]: text.slice(1) });
  }
  return { type: types[packed[0] as number] as IndexedRange['type'], events };
}

/** The versions named by `fixed` events, as written, in record order, each once; commits are no versions. */
function fixedVersionsOf(ranges: readonly IndexedRange[]): string[] {
  const out: string[] = [];
  for (const range of ranges) {
    if (range.type === 'GIT') continue;
    for (const { fixed } of range.events) if (fixed !== undefined && !out.includes(fixed)) out.push(fixed);
  }
  return out;
}
