import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Epss } from '@maximus/contracts';
import { cveNumber, cveText, type EpssDay } from './epss-day.ts';
import type { SegmentReader } from './segment-reader.ts';
import type { SegmentWriter } from './segment-writer.ts';

const rowBytes = 16;
const rowsPerBlock = 256;
const scale = 1_000_000_000;

/**
 * Writes the day as sorted rows in blocks with a checksum each, and a small index of the blocks. Returns the SHA-256 of
 * date and rows, hex; empty when there are no rows.
 */
export function writeEpss(out: SegmentWriter, day: EpssDay): string {
  const hash = createHash('sha256').update(day.date);
  const { cves, probabilities, percentiles } = day.columns;
  const order = day.columns.order();
  const blocks = Math.ceil(order.length / rowsPerBlock);
  const index = Buffer.alloc(blocks * 16);
  out.section('epss.rows');
  for (let block = 0; block < blocks; block += 1) {
    const part = order.subarray(block * rowsPerBlock, (block + 1) * rowsPerBlock);
    const bytes = Buffer.alloc(part.length * rowBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < part.length; i += 1) {
      const place = part[i] as number;
      view.setFloat64(i * rowBytes, cves[place] as number, true);
      view.setUint32(i * rowBytes + 8, probabilities[place] as number, true);
      view.setUint32(i * rowBytes + 12, percentiles[place] as number, true);
    }
    index.writeDoubleLE(cves[part[0] as number] as number, block * 16);
    index.writeUInt32LE(crc32(bytes), block * 16 + 8);
    hash.update(bytes);
    out.write(bytes);
  }
  out.section('epss.index');
  out.write(index);
  return blocks === 0 ? '' : hash.digest('hex');
}

/** Look-ups in one day's forecasts; a look-up reads one block of 4 KiB. */
export class EpssTable {
  private readonly segment: SegmentReader;
  private readonly date: string;
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

  /** SHA-256 of date and rows, as `writeEpss` returned it. */
  digest(): string {
    const hash = createHash('sha256').update(this.date);
    const blocks = this.segment.length('epss.index') / 16;
    for (let block = 0; block < blocks; block += 1) hash.update(this.block(block));
    return blocks === 0 ? '' : hash.digest('hex');
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
