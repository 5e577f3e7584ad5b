import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Where a record's text lies: a compressed block of the section, and a piece of what it expands to. */
export type BlockAddress = readonly [blockOffset: number, blockLength: number, start: number, length: number];

const targetBytes = 32 << 10;
const section = 'records.blocks';
const compression = {
  params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
};

/**
 * Writes texts as zstd blocks of about 32 KiB. Give neighbours that are read together, such as the records of one
 * package, one after the other: a report then expands few blocks.
 */
export function writeBlocks(out: SegmentWriter, count: number, textOf: (place: number) => Buffer): BlockAddress[] {
  out.section(section);
  const addresses: BlockAddress[] = [];
  let parts: Buffer[] = [];
  let size = 0;
  const lengths: number[] = [];
  const flush = () => {
    if (parts.length === 0) return;
    const block = zstdCompressSync(Buffer.concat(parts, size), compression);
    let start = 0;
    for (const length of lengths) {
      addresses.push([out.offset, block.length, start, length]);
      start += length;
    }
    out.write(block);
    parts = [];
    lengths.length = 0;
    size = 0;
  };
  for (let place = 0; place < count; place += 1) {
    const text = textOf(place);
    if (size > 0 && size + text.length > targetBytes) flush();
    parts.push(text);
    lengths.push(text.length);
    size += text.length;
  }
  flush();
  return addresses;
}

/** Reads texts back; the last few blocks stay expanded. */
export class BlockReader {
  private readonly segment: SegmentReader;
  private readonly recent = new Map<number, Buffer>();

  constructor(segment: SegmentReader) {
    this.segment = segment;
  }

  read([blockOffset, blockLength, start, length]: BlockAddress): string {
    const block = this.recent.get(blockOffset) ?? this.expand(blockOffset, blockLength);
    if (start + length > block.length) throw this.segment.damaged('a record lies outside its block');
    return block.toString('utf8', start, start + length);
  }

  private expand(offset: number, length: number): Buffer {
    const packed = this.segment.readPart(section, offset, length);
    let block: Buffer;
    try {
      block = zstdDecompressSync(packed, { maxOutputLength: 4 << 20 });
    } catch (cause) {
      throw this.segment.damaged('a block of records does not expand', cause);
    }
    if (this.recent.size >= 4) this.recent.delete(this.recent.keys().next().value as number);
    this.recent.set(offset, block);
    return block;
  }
}
