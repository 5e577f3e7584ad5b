import { inflateRawSync } from 'node:zlib';

const maxText = 4 << 20;
const maxEntries = 100_000;

/** The core metadata inside of a wheel (PEP 427: `*.dist-info/METADATA`); nothing where the bytes are no such archive. */
export function wheelMetadata(bytes: Uint8Array): string | undefined {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // The end of the central directory stands in the last 22 bytes, and before a comment if there is one.
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > zip.length) return undefined;
  let at = zip.readUInt32LE(end + 16);
  for (let count = Math.min(zip.readUInt16LE(end + 10), maxEntries); count > 0; count -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x02014b50) return undefined;
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    if (/^[^/]+\.dist-info\/METADATA$/.test(name)) return entryText(zip, at);
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return undefined;
}

function entryText(zip: Buffer, at: number): string | undefined {
  const method = zip.readUInt16LE(at + 10);
  const size = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  if (local + 30 > zip.length || zip.readUInt32LE(local) !== 0x04034b50) return undefined;
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const body = zip.subarray(start, start + size);
  if (method === 0) return body.subarray(0, maxText).toString('utf8');
  if (method !== 8) return undefined;
  try {
    return inflateRawSync(body, { maxOutputLength: maxText }).toString('utf8');
  } catch (error) {
    // A broken archive tells nothing, and the tool will say so.
    if (error instanceof Error) return undefined;
    throw error;
  }
}
