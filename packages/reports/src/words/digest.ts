import { createHash } from 'node:crypto';

/** SHA-256 of a text, in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A UUID that only depends on a text: version 8 of RFC 9562, filled from its SHA-256. */
export function uuidOf(text: string): string {
  const hex = sha256(text);
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return parts.join('-');
}

/** RFC 3339 time at the start of the UTC day of `now` (milliseconds): a run later that day writes the same bytes. */
export function startOfDay(now: number): string {
  const day = 86_400_000;
  return `${new Date(Math.floor(now / day) * day).toISOString().slice(0, 19)}Z`;
}
