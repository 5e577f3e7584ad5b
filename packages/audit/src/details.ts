import { createHash } from 'node:crypto';
import { canonicalJson, canonicalText } from '@maximus/kernel';

const MAX_BYTES = 16_384;
const MAX_DEPTH = 12;
const MAX_MEMBERS = 200;
const MAX_TEXT = 4_096;
const HIDDEN = '***';

/** Names of members whose values never enter the log, whatever they hold. */
const SECRET_NAME =
  /passw|passphrase|secret|token$|token_?hash|authorization|cookie|credential|api_?key|private_?key|recovery_?code|(^|_)t?otp|^code$|ticket|csrf/i;
/** Texts that are secrets by their form: ours, bearer headers, PEM keys, and credentials in addresses. */
const SECRET_TEXT =
  /\bmx[a-z]_[A-Za-z0-9_-]{16,}|\bbearer\s+[A-Za-z0-9._~+/=-]{8,}|\bbasic\s+[A-Za-z0-9+/=]{8,}|-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----|\$argon2|:\/\/[^/\s:@]{0,256}:[^/\s@]{0,256}@/i;

/**
 * What an entry tells beside its fields, as canonical JSON of at most 16 KiB: secrets masked by name and by form, depth and
 * length bounded. Details that are still too long are replaced by their size and digest.
 */
export function canonicalDetails(details: object): string {
  const text = canonicalJson(cleaned(details, 0));
  const bytes = Buffer.byteLength(text, 'utf8');
  if (bytes <= MAX_BYTES) return text;
  return canonicalJson({ truncated: true, bytes, sha256: createHash('sha256').update(text).digest('hex') });
}

/** A text of an entry: bounded, storable, and masked when it looks like a secret. */
export function cleanText(text: string, maxLength: number): string {
  const bounded = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  const clean = canonicalText(bounded);
  return SECRET_TEXT.test(clean) ? HIDDEN : clean;
}

function cleaned(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return '…';
  if (typeof value === 'string') return cleanText(value, MAX_TEXT);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Array.isArray(value)) return value.slice(0, MAX_MEMBERS).map((item) => cleaned(item, depth + 1));
  if (typeof value !== 'object' || value === null) return typeof value === 'boolean' ? value : null;
  const members = Object.entries(value).slice(0, MAX_MEMBERS);
  return Object.fromEntries(
    members
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [
        cleanText(key, 128),
        SECRET_NAME.test(key) && member !== null && typeof member !== 'boolean' ? HIDDEN : cleaned(member, depth + 1),
      ]),
  );
}
