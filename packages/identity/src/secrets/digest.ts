import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret of at least 128 random bits: what is stored of it. Not for passwords. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digestOf(a), digestOf(b));
}
