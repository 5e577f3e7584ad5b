import type { AliasGroup } from '../types.ts';
import { uint32At } from './bytes.ts';
import { entryCheck } from './entry-check.ts';
import { HashColumn } from './hash-column.ts';
import { keyHash } from './key-hash.ts';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Ids and aliases, then the group; a name that belongs to no group any more stands alone. */
type StoredGroup = [keys: string[], groupId?: string, primaryId?: string, recordIds?: string[]];

/**
 * Writes every group once, found by its id and by every id and alias in it: hashes and places (offset, length) of one
 * entry for each group. `removed` are names, in lower case, and group ids that an overlaid segment must not find.
 */
export function writeGroups(out: SegmentWriter, groups: readonly AliasGroup[], removed: readonly string[]): void {
  const rows = new IndexRows();
  out.section('groups.data');
  for (const group of groups) {
    const stored: StoredGroup = [group.ids as string[], group.id, group.primaryId, group.recordIds as string[]];
    const start = out.offset;
    out.writeEntry(0, JSON.stringify(stored));
    const length = out.offset - start;
    rows.add(group.id, start, length);
    for (const id of group.ids) rows.add(id.toLowerCase(), start, length);
  }
  for (const key of removed) {
    const start = out.offset;
    out.writeEntry(0, JSON.stringify([[key]] satisfies StoredGroup));
    rows.add(key, start, out.offset - start);
  }
  if (out.offset > 0xffffffff) throw new RangeError('the groups pass 4 GiB');
  const { hashes, places } = rows.sorted();
  out.section('groups.hashes');
  out.write(hashes);
  out.section('groups.places');
  out.write(places);
}

/** Look-ups in the groups of one segment. */
export class GroupTable {
  private readonly segment: SegmentReader;
  private readonly hashes: HashColumn;

  constructor(segment: SegmentReader) {
    this.segment = segment;
    this.hashes = new HashColumn(segment, 'groups.hashes');
  }

  /** The group that has the id, alias (in lower case) or group id; `null` when it is marked as removed. */
  get(key: string): AliasGroup | null | undefined {
    const hash = keyHash(key);
    const first = this.hashes.first(hash);
    const end = this.hashes.end(first, hash);
    for (let place = first; place < end; place += 1) {
      const [keys, id, primaryId, recordIds] = this.entry(place);
      if (id !== key && !keys.some((each) => each.toLowerCase() === key)) continue;
      if (id === undefined || primaryId === undefined || recordIds === undefined) return null;
      return { id, primaryId, recordIds, ids: keys };
    }
    return undefined;
  }

  private entry(place: number): StoredGroup {
    const where = this.segment.readPart('groups.places', place * 8, 8);
    const bytes = this.segment.readPart('groups.data', uint32At(where, 0), uint32At(where, 4));
    const text = bytes.toString('utf8', 8);
    if (bytes.length < 8 || entryCheck(uint32At(bytes, 0), text, () => bytes.subarray(8)) !== uint32At(bytes, 4))
      throw this.segment.damaged('a group does not have its checksum');
    return JSON.parse(text) as StoredGroup;
  }
}

/** Rows of (hash, offset, length), sorted by hash. */
class IndexRows {
  private readonly hashes: number[] = [];
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];

  add(key: string, offset: number, length: number): void {
    this.hashes.push(keyHash(key));
    this.offsets.push(offset);
    this.lengths.push(length);
  }

  sorted(): { hashes: Uint8Array; places: Uint8Array } {
    const count = this.hashes.length;
    // Hash and place share one number, which is exact below 2^21 rows; more of them are sorted by a function.
    const places =
      count < 1 << 21
        ? Array.from(
            Float64Array.from(this.hashes, (hash, place) => hash * 2 ** 21 + place).sort(),
            (packed) => packed % 2 ** 21,
          )
        : Array.from(this.hashes.keys()).sort((a, b) => (this.hashes[a] as number) - (this.hashes[b] as number));
    const hashes = new Uint32Array(count);
    const where = new Uint32Array(count * 2);
    for (let i = 0; i < count; i += 1) {
      const place = places[i] as number;
      hashes[i] = this.hashes[place] as number;
      where[2 * i] = this.offsets[place] as number;
      where[2 * i + 1] = this.lengths[place] as number;
    }
    return { hashes: new Uint8Array(hashes.buffer), places: new Uint8Array(where.buffer) };
  }
}
