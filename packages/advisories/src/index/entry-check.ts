import { crc32 } from 'node:zlib';
import { keyHash } from './key-hash.ts';

/**
 * What a table entry carries to show that it is whole, the length of its key included: CRC-32 of its bytes, or for short
 * texts, which are nearly all, the hash of their units, because a native call costs more than the work.
 */
export function entryCheck(keyLength: number, text: string, bytes: () => Uint8Array): number {
  const content = text.length <= 256 ? keyHash(text) : crc32(bytes());
  return (content ^ Math.imul(keyLength + 1, 0x9e3779b1)) >>> 0;
}
