import { GatheredTexts } from './gathered-texts.ts';
import type { BlockEntry } from './package-block.ts';

/** Packages on their way between threads: `rows` is JSON; the texts lie in `bytes` in the order of the rows. */
export interface PackedPackages {
  readonly rows: string;
  readonly bytes: Uint8Array;
}

/** An entry as it lies in a build's spool; no versions stand for an empty list. */
export interface RawEntry {
  readonly groupId: string;
  readonly name: string;
  readonly head: Uint8Array;
  readonly versions?: Uint8Array;
}

/** Normalised name, then [group, name, bytes of the head, bytes of the versions, 0 for none] of each entry. */
type Row = [string, [string, string, number, number][]];

/** Packs the packages of one base ecosystem: normalised name and entries in order. `size` is about their bytes. */
export function packPackages(
  packages: Iterable<readonly [key: string, entries: readonly RawEntry[]]>,
  size: number,
): PackedPackages {
  const texts = new GatheredTexts(size);
  const rows: Row[] = [];
  for (const [key, entries] of packages) {
    const packed = entries.map(({ groupId, name, head, versions }): Row[1][number] => {
      const length = texts.add(head);
      return [groupId, name, length, versions === undefined ? 0 : texts.add(versions)];
    });
    rows.push([key, packed]);
  }
  return { rows: JSON.stringify(rows), bytes: texts.bytes() };
}

/** The packages again; the texts of one are read when it is asked for. */
export function unpackPackages({ rows, bytes }: PackedPackages): ReadonlyMap<string, () => readonly BlockEntry[]> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const out = new Map<string, () => readonly BlockEntry[]>();
  let start = 0;
  for (const [key, entries] of JSON.parse(rows) as Row[]) {
    const from = start;
    for (const entry of entries) start += entry[2] + entry[3];
    out.set(key, () => blockEntries(entries, whole, from));
  }
  return out;
}

function blockEntries(entries: Row[1], whole: Buffer, from: number): BlockEntry[] {
  let at = from;
  return entries.map(([groupId, name, headBytes, versionsBytes]) => {
    const middle = at + headBytes;
    const head = whole.toString('utf8', at, middle);
    at = middle + versionsBytes;
    return { groupId, name, head, versions: versionsBytes === 0 ? '[]' : whole.toString('utf8', middle, at) };
  });
}
