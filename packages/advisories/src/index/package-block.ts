import type { AdvisoryKind } from '@maximus/contracts';
import type { RangeEvent } from '@maximus/versions';
import type { IndexedRange, PackageAdvisory } from '../types.ts';
import { fixedVersionsOf } from './package-entries.ts';

/** What a block keeps of one entry; everything else follows from it. */
export type BlockEntry = Omit<PackageAdvisory, 'fixedVersions'>;

const kinds: readonly AdvisoryKind[] = ['vulnerability', 'malware', 'informational'];
const types: readonly IndexedRange['type'][] = ['SEMVER', 'ECOSYSTEM', 'GIT'];
const letters = { introduced: 'i', fixed: 'f', last_affected: 'l', limit: 'm' } as const;
const fields: Readonly<Record<string, keyof typeof letters>> = {
  i: 'introduced',
  f: 'fixed',
  l: 'last_affected',
  m: 'limit',
};

/** [id, group, ecosystem and name as places in `s`, kind, approximate, ranges, runs of versions, withdrawn?] */
type Row = [string, string, number, number, number, 0 | 1, (number | string)[][], number[], string?];
interface Block {
  s: string[];
  v: string[];
  e: Row[];
}

/**
 * All entries of one package as one small JSON text. Version lists of neighbouring advisories share one table and are
 * kept as runs in it, because feeds list the same releases again and again.
 */
export function encodeBlock(entries: readonly BlockEntry[]): string {
  const strings = new Interned();
  const versions = new Interned();
  const rows = entries.map((entry): Row => {
    const row: Row = [
      entry.id,
      entry.groupId,
      strings.place(entry.ecosystem),
      strings.place(entry.name),
      kinds.indexOf(entry.kind),
      entry.approximate ? 1 : 0,
      entry.ranges.map(packRange),
      runsOf(entry.versions, versions),
    ];
    if (entry.withdrawn !== undefined) row.push(entry.withdrawn);
    return row;
  });
  return JSON.stringify({ s: strings.list, v: versions.list, e: rows } satisfies Block);
}

/** The entries of a block, in the order in which they were encoded. */
export function decodeBlock(text: string): PackageAdvisory[] {
  const block = JSON.parse(text) as Block;
  return block.e.map(([id, groupId, ecosystem, name, kind, approximate, packed, runs, withdrawn]) => {
    const ranges = packed.map(unpackRange);
    return {
      id,
      groupId,
      ecosystem: block.s[ecosystem] as string,
      name: block.s[name] as string,
      kind: kinds[kind] as AdvisoryKind,
      ranges,
      versions: versionsOf(runs, block.v),
      fixedVersions: fixedVersionsOf(ranges),
      ...(withdrawn === undefined ? {} : { withdrawn }),
      approximate: approximate === 1,
    };
  });
}

function packRange(range: IndexedRange): (number | string)[] {
  const out: (number | string)[] = [types.indexOf(range.type)];
  for (const event of range.events) {
    for (const [field, letter] of Object.entries(letters)) {
      const version = event[field as keyof RangeEvent];
      if (version !== undefined) out.push(letter + version);
    }
  }
  return out;
}

function unpackRange(packed: readonly (number | string)[]): IndexedRange {
  const events: RangeEvent[] = [];
  for (let i = 1; i < packed.length; i += 1) {
    const text = packed[i] as string;
    events.push({ [fields[text[0] as string] as string]: text.slice(1) });
  }
  return { type: types[packed[0] as number] as IndexedRange['type'], events };
}

/** Pairs of (first place, count) in the shared table. */
function runsOf(versions: readonly string[], table: Interned): number[] {
  const runs: number[] = [];
  let next = -1;
  for (const version of versions) {
    const place = table.place(version);
    if (place === next) runs[runs.length - 1] = (runs.at(-1) as number) + 1;
    else runs.push(place, 1);
    next = place + 1;
  }
  return runs;
}

function versionsOf(runs: readonly number[], table: readonly string[]): string[] {
  if (runs.length === 2 && runs[0] === 0 && runs[1] === table.length) return table.slice();
  const out: string[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i] as number;
    const end = start + (runs[i + 1] as number);
    for (let place = start; place < end; place += 1) out.push(table[place] as string);
  }
  return out;
}

class Interned {
  readonly list: string[] = [];
  private readonly places = new Map<string, number>();

  place(text: string): number {
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.list.length;
      this.places.set(text, place);
      this.list.push(text);
    }
    return place;
  }
}
