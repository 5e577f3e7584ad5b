import { entryCheck } from './entry-check.ts';

/** The most bytes that an entry of this text takes: three for one unit. */
export function mostEntryBytes(text: string): number {
  return 8 + text.length * 3;
}

/**
 * Puts a table's entry into a buffer that has room for it: length of the key, check (entry-check.ts), key and value in
 * UTF-8. Returns where it ends.
 */
export function putEntry(into: Buffer, at: number, keyLength: number, text: string): number {
  const end = at + 8 + into.write(text, at + 8);
  into.writeUInt32LE(keyLength, at);
  into.writeUInt32LE(
    entryCheck(keyLength, text, () => into.subarray(at + 8, end)),
    at + 4,
  );
  return end;
}

/** The same in bytes of its own. */
export function entryBytes(keyLength: number, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(mostEntryBytes(text));
  return bytes.subarray(0, putEntry(bytes, 0, keyLength, text));
}
