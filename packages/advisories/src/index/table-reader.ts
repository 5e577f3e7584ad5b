import { uint32At } from './bytes.ts';
import { entryCheck } from './entry-check.ts';
import { HashColumn } from './hash-column.ts';
import { keyHash } from './key-hash.ts';
import { readNumbers } from './number-section.ts';
import type { SegmentReader } from './segment-reader.ts';

/** One entry of a table. */
export interface TableEntry {
  readonly key: string;
  /** Empty when the key is marked as removed. */
  readonly value: string;
}

/**
 * Look-ups in a table that `writeTable` wrote. The hashes are read on the first look-up and the places on the first hit;
 * a miss then touches no file at all, and a hit reads its entry. Keys of one hash are ordered, so a feed made to collide
 * stays cheap.
 */
export class TableReader {
  private readonly segment: SegmentReader;
  private readonly name: string;
  private readonly data: string;
  private readonly hashes: HashColumn;
  private places: Uint32Array | undefined;

  constructor(segment: SegmentReader, name: string) {
    this.segment = segment;
    this.name = name;
    this.data = `${name}.data`;
    this.hashes = new HashColumn(segment, `${name}.hashes`);
  }

  get size(): number {
    return this.segment.length(`${this.name}.hashes`) / 4;
  }

  /** The value of a key; `undefined` when the table lacks it, empty when it is marked as removed. */
  get(rawKey: string): string | undefined {
    const key = rawKey.toWellFormed();
    const hash = keyHash(key);
    let [low, high] = this.placesOf(hash);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.entry(middle);
      if (entry.key === key) return entry.value;
      if (entry.key < key) low = middle + 1;
      else high = middle;
    }
    return undefined;
  }

  /** The places whose key has a hash, from the first to before the last: none, one, or more where keys collide. */
  placesOf(hash: number): readonly [first: number, end: number] {
    const first = this.hashes.first(hash);
    return [first, this.hashes.end(first, hash)];
  }

  /** Every entry, in table order; reads in large parts. */
  *entries(): Generator<TableEntry> {
    const count = this.size;
    for (let place = 0; place < count; ) {
      const start = this.startOf(place);
      let last = place + 1;
      while (last < count && this.startOf(last + 1) - start <= 1 << 20) last += 1;
      const part = this.segment.readPart(this.data, start, this.startOf(last) - start);
      for (; place < last; place += 1)
        yield this.decode(part.subarray(this.startOf(place) - start, this.startOf(place + 1) - start));
    }
  }

  private entry(place: number): TableEntry {
    const start = this.startOf(place);
    return this.decode(this.segment.readPart(this.data, start, this.startOf(place + 1) - start));
  }

  /** Where an entry starts; it ends where the next one does. One read of all places costs less than one for each hit. */
  private startOf(place: number): number {
    this.places ??= readNumbers(this.segment, `${this.name}.places`);
    return this.places[place] ?? this.segment.length(this.data);
  }

  private decode(bytes: Buffer): TableEntry {
    const text = bytes.toString('utf8', 8);
    const keyLength = bytes.length < 8 ? -1 : uint32At(bytes, 0);
    if (keyLength < 0 || entryCheck(keyLength, text, () => bytes.subarray(8)) !== uint32At(bytes, 4))
      throw this.segment.damaged(`an entry of ${this.name} does not have its checksum`);
    return { key: text.slice(0, keyLength), value: text.slice(keyLength) };
  }
}
