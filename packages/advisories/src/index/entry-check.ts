import { crc32 } from 'node:zlib';
import { keyHash } from './key-hash.ts';

/**
 * What a table entry carries to show that it is whole: CRC-32 of its bytes, or for short texts, which are nearly all,
 * the hash of their units, because a native call costs more than the work.
 */
export function entryCheck(text: string, bytes: () => Uint8Array): number {
  return text.length <= 256 ? keyHash(text) : crc32(bytes());
}
