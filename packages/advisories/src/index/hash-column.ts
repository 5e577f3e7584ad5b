import { readNumbers } from './number-section.ts';
import type { SegmentReader } from './segment-reader.ts';

/** A section of sorted 32-bit hashes, read and checked on the first look-up. */
export class HashColumn {
  private readonly segment: SegmentReader;
  private readonly section: string;
  private loaded: Uint32Array | undefined;

  constructor(segment: SegmentReader, section: string) {
    this.segment = segment;
    this.section = section;
  }

  /** The first place whose hash is not below this one: where it stands, if it does. */
  first(hash: number): number {
    const hashes = this.hashes();
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hashes[middle] as number) < hash) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The place after the last one of a hash, from its first place; that place itself where the hash is not there. */
  end(first: number, hash: number): number {
    const hashes = this.hashes();
    let end = first;
    while (end < hashes.length && hashes[end] === hash) end += 1;
    return end;
  }

  private hashes(): Uint32Array {
    this.loaded ??= readNumbers(this.segment, this.section);
    return this.loaded;
  }
}
