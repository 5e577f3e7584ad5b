import type { AliasGroup } from '../types.ts';
import { entryCheck } from './entry-check.ts';
import { keyHash } from './key-hash.ts';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Ids and aliases, then the group; a name that belongs to no group any more stands alone. */
type StoredGroup = [keys: string[], groupId?: string, primaryId?: string, recordIds?: string[]];

/**
 * Writes every group once, found by its id and by every id and alias in it: an index of hashes, offsets and lengths over
 * one entry for each group. `removed` are names, in lower case, and group ids that an overlaid segment must not find.
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
  out.section('groups.index');
  out.write(rows.sorted());
}

/** Look-ups in the groups of one segment. */
export class GroupTable {
  private readonly segment: SegmentReader;
  private loaded: Uint32Array | undefined;

  constructor(segment: SegmentReader) {
    this.segment = segment;
  }

  /** The group that has the id, alias (in lower case) or group id; `null` when it is marked as removed. */
  get(key: string): AliasGroup | null | undefined {
    const index = this.index();
    const count = index.length / 3;
    const hash = keyHash(key);
    for (let place = firstAtLeast(index, count, hash); place < count && index[place] === hash; place += 1) {
      const [keys, id, primaryId, recordIds] = this.entry(index, count, place);
      if (id !== key && !keys.some((each) => each.toLowerCase() === key)) continue;
      if (id === undefined || primaryId === undefined || recordIds === undefined) return null;
      return { id, primaryId, recordIds, ids: keys };
    }
    return undefined;
  }

  private entry(index: Uint32Array, count: number, place: number): StoredGroup {
    const bytes = this.segment.readPart(
      'groups.data',
      index[count + place] as number,
      index[2 * count + place] as number,
    );
    const body = bytes.subarray(8);
    const text = body.toString('utf8');
    if (bytes.length < 8 || entryCheck(bytes.readUInt32LE(0), text, () => body) !== bytes.readUInt32LE(4))
      throw this.segment.damaged('a group does not have its checksum');
    return JSON.parse(text) as StoredGroup;
  }

  private index(): Uint32Array {
    if (this.loaded === undefined) {
      const bytes = this.segment.readAll('groups.index');
      if (bytes.length % 12 !== 0) throw this.segment.damaged('the index of groups has no whole rows');
      const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
      this.loaded = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    }
    return this.loaded;
  }
}

function firstAtLeast(index: Uint32Array, count: number, hash: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of (hash, offset, length), sorted by hash and written as three columns. */
class IndexRows {
  private readonly hashes: number[] = [];
  private readonly offsets: number[] = [];
  private readonly lengths: number[] = [];

  add(key: string, offset: number, length: number): void {
    this.hashes.push(keyHash(key));
    this.offsets.push(offset);
    this.lengths.push(length);
  }

  sorted(): Uint8Array {
    const count = this.hashes.length;
    // Hash and place share one number, which is exact below 2^21 rows; more of them are sorted by a function.
    const places =
      count < 1 << 21
        ? Array.from(
            Float64Array.from(this.hashes, (hash, place) => hash * 2 ** 21 + place).sort(),
            (packed) => packed % 2 ** 21,
          )
        : Array.from(this.hashes.keys()).sort((a, b) => (this.hashes[a] as number) - (this.hashes[b] as number));
    const out = new Uint32Array(count * 3);
    for (let i = 0; i < count; i += 1) {
      const place = places[i] as number;
      out[i] = this.hashes[place] as number;
      out[count + i] = this.offsets[place] as number;
      out[2 * count + i] = this.lengths[place] as number;
    }
    return new Uint8Array(out.buffer);
  }
}
