import { createHash } from 'node:crypto';

const NODE = Buffer.of(0x01);

/** SHA-256(0x01 ‖ left ‖ right): an inner node of the tree (RFC 6962 §2.1). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The largest power of two below a number over 1: where a tree of so many leaves is split. */
export function splitOf(count: number): number {
  return 2 ** Math.floor(Math.log2(count - 1));
}
