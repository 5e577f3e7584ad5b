import { hash } from 'node:crypto';

/** A weak tag of a text: two answers of one content have one tag, whatever their encoding (RFC 9110 §8.8.1). */
export function entityTag(text: string): string {
  return `W/"${hash('sha1', text, 'base64url')}"`;
}

/** Whether `If-None-Match` names a tag; compared weakly (RFC 9110 §13.1.2). */
export function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined || header.length > 4_096) return false;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((one) => bare(one) === bare(tag));
}
