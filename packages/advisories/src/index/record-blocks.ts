import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Where a record's text lies: a compressed block of the section, and a piece of what it expands to. */
export type BlockAddress = readonly [blockOffset: number, blockLength: number, start: number, length: number];

/** A text that was handed in; its address is known once its block is written. */
export interface BlockText {
  address: BlockAddress | undefined;
}

/** Apart from its `place`, which a build keeps for long, all of it goes when the block is cut. */
interface Waiting {
  readonly bytes: Uint8Array;
  readonly place: BlockText;
}

const compressLater = promisify(zstdCompress);
const section = 'records.blocks';
const blockBytes = 256 << 10;
const mostPendingBytes = 16 << 20;
const compression = {
  // A block comes out in one piece: each further one is a turn of the event loop.
  chunkSize: 128 << 10,
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
};

/**
 * Writes texts as zstd blocks of about 256 KiB, in the order in which they come; a scan reads briefs and no texts, so
 * blocks may be large. It is the first section of its segment and must be finished before another one starts.
 */
export class BlockWriter {
  private readonly out: SegmentWriter;
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private jobs: Promise<void> = Promise.resolve();
  private pendingBytes = 0;
  private readonly inBackground: boolean;

  /** `inBackground`: blocks are compressed on the thread pool, and `settle` is to be awaited; else at once. */
  constructor(out: SegmentWriter, inBackground = false) {
    this.out = out;
    this.inBackground = inBackground;
    out.section(section);
  }

  /** The bytes must not change afterwards. */
  add(bytes: Uint8Array): BlockText {
    if (this.waitingBytes > 0 && this.waitingBytes + bytes.length > blockBytes) this.finish();
    const place: BlockText = { address: undefined };
    this.waiting.push({ bytes, place });
    this.waitingBytes += bytes.length;
    return place;
  }

  /** Whether so much waits that a reader should `settle` before it goes on. */
  get isFull(): boolean {
    return this.pendingBytes > mostPendingBytes;
  }

  /** Hands over what was added so far; in the background, `settle` says when it is written. */
  finish(): void {
    const texts = this.waiting;
    const size = this.waitingBytes;
    if (texts.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    const block = Buffer.concat(
      texts.map((text) => text.bytes),
      size,
    );
    const places = texts.map((text) => ({ place: text.place, length: text.bytes.length }));
    if (!this.inBackground) {
      this.write(places, zstdCompressSync(block, compression));
      return;
    }
    this.pendingBytes += size;
    // Blocks are written in the order in which they were cut, whichever is ready first.
    this.jobs = Promise.all([compressLater(block, compression), this.jobs]).then(([packed]) => {
      this.write(places, packed);
      this.pendingBytes -= size;
    });
  }

  /** Waits until every block that was handed over is written; throws what compressing threw. */
  async settle(): Promise<void> {
    await this.jobs;
  }

  private write(texts: readonly { place: BlockText; length: number }[], packed: Buffer): void {
    const { offset } = this.out;
    let start = 0;
    for (const { place, length } of texts) {
      place.address = [offset, packed.length, start, length];
      start += length;
    }
    this.out.write(packed);
  }
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
