import { crc32 } from 'node:zlib';
import { keyHash } from './key-hash.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** Bytes before the key of an entry: CRC-32 of key and value, length of the key. */
export const entryHeadBytes = 8;

/**
 * Writes a table of unique keys as two sections: `<name>.data`, the entries in order of (hash, key), and
 * `<name>.index`, all hashes followed by all offsets, 32 bits each. `valueFor` is called once per key, in table order, so
 * values need not be in memory together. An empty value stands for "removed" in a segment that overlays another.
 */
export function writeTable(
  out: SegmentWriter,
  name: string,
  keys: Iterable<string>,
  valueFor: (key: string) => Uint8Array | string,
): void {
  const rows = [...keys].map((raw) => {
    const key = raw.toWellFormed();
    return { raw, key, hash: keyHash(key) };
  });
  rows.sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const index = new Uint32Array(rows.length * 2);
  out.section(`${name}.data`);
  for (const [i, row] of rows.entries()) {
    if (out.offset > 0xffffffff) throw new RangeError(`table ${name} passes 4 GiB`);
    index[i] = row.hash;
    index[rows.length + i] = out.offset;
    writeEntry(out, row.key, valueFor(row.raw));
  }
  out.section(`${name}.index`);
  out.write(new Uint8Array(index.buffer));
}

function writeEntry(out: SegmentWriter, key: string, value: Uint8Array | string): void {
  const keyBytes = Buffer.from(key);
  const valueBytes = typeof value === 'string' ? Buffer.from(value) : value;
  const entry = Buffer.allocUnsafe(entryHeadBytes + keyBytes.length + valueBytes.length);
  entry.writeUInt32LE(keyBytes.length, 4);
  entry.set(keyBytes, entryHeadBytes);
  entry.set(valueBytes, entryHeadBytes + keyBytes.length);
  entry.writeUInt32LE(crc32(entry.subarray(4)), 0);
  out.write(entry);
}
