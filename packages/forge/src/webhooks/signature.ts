import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../types.ts';

/** Whether a hex HMAC-SHA256 of the body fits; compares in constant time. A missing or malformed one does not fit. */
export function hmacFits(body: Uint8Array, secret: string, hex: string | undefined): boolean {
  if (hex === undefined || secret === '' || !/^[0-9a-fA-F]{64}$/.test(hex)) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(hex, 'hex'));
}

/** Whether two secrets are equal, in a time that tells neither content nor length. */
export function secretFits(given: string | undefined, secret: string): boolean {
  if (given === undefined || secret === '') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

/** A header by its name, whatever the case it came in. */
export function headerOf(request: WebhookRequest, name: string): string | undefined {
  const lower = name.toLowerCase();
  for (const [key, value] of Object.entries(request.headers)) if (key.toLowerCase() === lower) return value;
  return undefined;
}
