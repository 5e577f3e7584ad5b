import { open } from 'node:fs/promises';

const slices = 8;
const tables = makeTables();

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) of bytes, going on from `crc`. */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  let value = ~crc;
  let at = 0;
  for (const end = bytes.length - (bytes.length % slices); at < end; at += slices) {
    const low = value ^ word(bytes, at);
    value =
      table(7, low) ^
      table(6, low >>> 8) ^
      table(5, low >>> 16) ^
      table(4, low >>> 24) ^
      table(3, bytes[at + 4] ?? 0) ^
      table(2, bytes[at + 5] ?? 0) ^
      table(1, bytes[at + 6] ?? 0) ^
      table(0, bytes[at + 7] ?? 0);
  }
  for (; at < bytes.length; at += 1) value = (value >>> 8) ^ table(0, value ^ (bytes[at] ?? 0));
  return ~value >>> 0;
}

/** The checksum and the size in bytes of a file. */
export async function checksumOf(path: string): Promise<{ readonly crc: number; readonly bytes: number }> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    let crc = 0;
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, bytes);
      if (bytesRead === 0) return { crc, bytes };
      crc = crc32c(buffer.subarray(0, bytesRead), crc);
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

function table(slice: number, value: number): number {
  return tables[slice * 256 + (value & 0xff)] ?? 0;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

function makeTables(): Int32Array {
  const out = new Int32Array(slices * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
    out[byte] = value;
  }
  for (let at = 256; at < out.length; at += 1) {
    const before = out[at - 256] ?? 0;
    out[at] = (before >>> 8) ^ (out[before & 0xff] ?? 0);
  }
  return out;
}
