import { entryCheck } from './entry-check.ts';
import { keyHash } from './key-hash.ts';
import type { SegmentReader } from './segment-reader.ts';

/** One entry of a table. */
export interface TableEntry {
  readonly key: string;
  /** Empty when the key is marked as removed. */
  readonly value: string;
}

/**
 * Look-ups in a table that `writeTable` wrote. The index section is read on the first look-up; a miss then touches no
 * file at all, and a hit reads exactly its entry. Keys of one hash are ordered, so a feed made to collide stays cheap.
 */
export class TableReader {
  private readonly segment: SegmentReader;
  private readonly name: string;
  private loaded: Uint32Array | undefined;

  constructor(segment: SegmentReader, name: string) {
    this.segment = segment;
    this.name = name;
  }

  get size(): number {
    return this.segment.length(`${this.name}.index`) / 8;
  }

  /** The value of a key; `undefined` when the table lacks it, empty when it is marked as removed. */
  get(rawKey: string): string | undefined {
    const index = this.index();
    const count = index.length / 2;
    const key = rawKey.toWellFormed();
    const hash = keyHash(key);
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = index[middle] as number;
      if (there < hash) low = middle + 1;
      else if (there > hash) high = middle;
      else {
        const entry = this.entry(middle);
        if (entry.key === key) return entry.value;
        if (entry.key < key) low = middle + 1;
        else high = middle;
      }
    }
    return undefined;
  }

  /** The entry at a place in table order. */
  entry(place: number): TableEntry {
    const index = this.index();
    const count = index.length / 2;
    const data = `${this.name}.data`;
    const start = index[count + place] as number;
    const end = place + 1 < count ? (index[count + place + 1] as number) : this.segment.length(data);
    const bytes = this.segment.readPart(data, start, end - start);
    return this.decode(bytes);
  }

  /** Every entry, in table order; reads the data section in large parts. */
  *entries(): Generator<TableEntry> {
    const index = this.index();
    const count = index.length / 2;
    const data = `${this.name}.data`;
    const total = this.segment.length(data);
    const endOf = (place: number) => (place + 1 < count ? (index[count + place + 1] as number) : total);
    let place = 0;
    while (place < count) {
      const start = index[count + place] as number;
      let last = place;
      while (last + 1 < count && endOf(last + 1) - start <= 1 << 20) last += 1;
      const part = this.segment.readPart(data, start, endOf(last) - start);
      for (; place <= last; place += 1) {
        yield this.decode(part.subarray((index[count + place] as number) - start, endOf(place) - start));
      }
    }
  }

  private decode(bytes: Buffer): TableEntry {
    const body = bytes.subarray(8);
    const text = body.toString('utf8');
    const keyLength = bytes.length < 8 ? -1 : bytes.readUInt32LE(0);
    if (keyLength < 0 || entryCheck(keyLength, text, () => body) !== bytes.readUInt32LE(4))
      throw this.segment.damaged(`an entry of ${this.name} does not have its checksum`);
    return { key: text.slice(0, keyLength), value: text.slice(keyLength) };
  }

  private index(): Uint32Array {
    if (this.loaded === undefined) {
      const bytes = this.segment.readAll(`${this.name}.index`);
      if (bytes.length % 8 !== 0) throw this.segment.damaged(`the index of ${this.name} has no whole rows`);
      const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
      this.loaded = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    }
    return this.loaded;
  }
}
