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

  /** The places that have a hash: from the first number to before the second. */
  find(hash: number): [first: number, end: number] {
    const hashes = this.hashes();
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((hashes[middle] as number) < hash) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < hashes.length && hashes[end] === hash) end += 1;
    return [low, end];
  }

  private hashes(): Uint32Array {
    if (this.loaded === undefined) {
      const bytes = this.segment.readAll(this.section);
      if (bytes.length % 4 !== 0) throw this.segment.damaged(`${this.section} has no whole rows`);
      const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);
      this.loaded = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
    }
    return this.loaded;
  }
}
