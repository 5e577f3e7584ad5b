import { crc32 } from 'node:zlib';
import type { Epss } from '@maximus/contracts';
import { cveNumber, cveText } from './epss-day.ts';
import type { SegmentReader } from './segment-reader.ts';

/** CVE as a number (8), probability (4), percentile (4). */
export const rowBytes = 16;

/** Rows that one look-up reads. */
export const rowsPerBlock = 256;
const scale = 1_000_000_000;

/** Look-ups in one day's forecasts; a look-up reads one block of 4 KiB. */
export class EpssTable {
  private readonly segment: SegmentReader;
  /** Day of the forecasts, `YYYY-MM-DD`. */
  readonly date: string;
  private index: Buffer | undefined;
  private recent: { block: number; bytes: Buffer } | undefined;

  constructor(segment: SegmentReader) {
    this.segment = segment;
    this.date = String(segment.meta.date ?? '');
  }

  get size(): number {
    return this.segment.length('epss.rows') / rowBytes;
  }

  get(cve: string): Epss | undefined {
    const number = cveNumber(cve);
    if (number === undefined || this.size === 0) return undefined;
    this.index ??= this.segment.readAll('epss.index');
    const block = lastAtMost(this.index, 16, number);
    if (block < 0) return undefined;
    const rows = this.block(block);
    const place = lastAtMost(rows, rowBytes, number);
    if (place < 0 || rows.readDoubleLE(place * rowBytes) !== number) return undefined;
    return {
      cve_id: cve.toUpperCase(),
      probability: rows.readUInt32LE(place * rowBytes + 8) / scale,
      percentile: rows.readUInt32LE(place * rowBytes + 12) / scale,
      date: this.date,
    };
  }

  /** The rows of each block, in order: what the digest is made over. */
  *rowBlocks(): Generator<Buffer> {
    const blocks = this.segment.length('epss.index') / 16;
    for (let block = 0; block < blocks; block += 1) yield this.block(block);
  }

  /** Every forecast, by year and number. */
  *entries(): Generator<Epss> {
    const blocks = this.segment.length('epss.index') / 16;
    for (let block = 0; block < blocks; block += 1) {
      const rows = this.block(block);
      for (let at = 0; at < rows.length; at += rowBytes) {
        yield {
          cve_id: cveText(rows.readDoubleLE(at)),
          probability: rows.readUInt32LE(at + 8) / scale,
          percentile: rows.readUInt32LE(at + 12) / scale,
          date: this.date,
        };
      }
    }
  }

  private block(block: number): Buffer {
    if (this.recent?.block === block) return this.recent.bytes;
    this.index ??= this.segment.readAll('epss.index');
    const start = block * rowsPerBlock * rowBytes;
    const length = Math.min(rowsPerBlock * rowBytes, this.segment.length('epss.rows') - start);
    const bytes = this.segment.readPart('epss.rows', start, length);
    if (crc32(bytes) !== this.index.readUInt32LE(block * 16 + 8))
      throw this.segment.damaged('a block of forecasts does not have its checksum');
    this.recent = { block, bytes };
    return bytes;
  }
}

/** Place of the last row whose number is at most `number`; -1 when there is none. */
function lastAtMost(rows: Buffer, stride: number, number: number): number {
  let low = -1;
  let high = rows.length / stride - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (rows.readDoubleLE(middle * stride) <= number) low = middle;
    else high = middle - 1;
  }
  return low;
}
