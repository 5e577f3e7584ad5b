import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { EpssDay } from './epss-day.ts';
import { type EpssTable, rowBytes, rowsPerBlock } from './epss-table.ts';
import type { SegmentWriter } from './segment-writer.ts';

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

/** SHA-256 of date and rows, as `writeEpss` returned it; apart from the table, because a scan needs no hashes. */
export function digestOfForecasts(table: EpssTable): string {
  const hash = createHash('sha256').update(table.date);
  for (const rows of table.rowBlocks()) hash.update(rows);
  return table.size === 0 ? '' : hash.digest('hex');
}
