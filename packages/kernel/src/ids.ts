import type { Clock } from './clock.ts';

/** What stands before the underscore of an id (platform.md §1.2). */
export const idPrefixes = [
  'agr',
  'apv',
  'fnd',
  'prj',
  'snp',
  'cmp',
  'occ',
  'pch',
  'run',
  'evd',
  'prf',
  'dlv',
  'dec',
  'log',
  'usr',
  'tok',
  'scn',
  'dlq',
  'sim',
  'inc',
  'ntf',
  'chn',
  'eng',
  'fix',
  'blk',
  'evt',
  'ses',
  'job',
] as const;
/** One of the prefixes. */
export type IdPrefix = (typeof idPrefixes)[number];

/** An id as the wire shows it: the kind cannot be taken for another. */
export type Id<P extends IdPrefix> = `${P}_${string}`;

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 26;
const hexDigits = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

let lastMs = 0;
let sequence = 0;

const randomPerId = 8;
/** Asked of the system for many ids at once: the call costs more than all the rest of an id. */
const random = new Uint8Array(128 * randomPerId);
let randomAt = random.length;
const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A new UUIDv7 (RFC 9562 §5.7) as lower-case text with dashes, which is what the database stores. Within one process ids
 * grow strictly, also within a millisecond and when the clock steps back: the 12 bits after the time count.
 */
export function newUuid(clock: Clock): string {
  const nowMs = clock.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  if (randomAt === random.length) {
    crypto.getRandomValues(random);
    randomAt = 0;
  }
  let tail = '';
  for (let nth = 0; nth < randomPerId; nth += 1) {
    const byte = random[randomAt++] ?? 0;
    tail += hexOfByte[nth === 0 ? (byte & 0x3f) | 0x80 : byte] ?? '';
  }
  const version = `7${sequence.toString(16).padStart(3, '0')}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** A new id of a kind. */
export function newId<P extends IdPrefix>(prefix: P, clock: Clock): Id<P> {
  return formatId(prefix, newUuid(clock));
}

/** The wire form of a stored UUID: prefix and 26 characters of Crockford's base 32, lower case. */
export function formatId<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  const hex = uuid.replaceAll('-', '');
  if (!uuidDigits.test(hex)) throw new SyntaxError(`"${uuid.slice(0, 80)}" is no UUID`);
  const whole = hex.padStart(32, '0');
  let text = pairs[Number.parseInt(whole.slice(0, 2), 16)] ?? '';
  // Five digits of base 16 are four of base 32; events of large batches write thousands of ids.
  for (let at = 2; at < whole.length; at += 5) {
    const bits = Number.parseInt(whole.slice(at, at + 5), 16);
    text += (pairs[bits >> 10] ?? '') + (pairs[bits & 1_023] ?? '');
  }
  return `${prefix}_${text}`;
}

const uuidDigits = /^[0-9a-f]{1,32}$/i;
/** Every two digits of base 32, by their value. */
const pairs = Array.from({ length: 1_024 }, (_, value) => alphabet.charAt(value >> 5) + alphabet.charAt(value & 31));

/** The stored UUID of a wire id, whatever its case; `undefined` for anything that is not an id of this kind. */
export function parseId(prefix: IdPrefix, id: string): string | undefined {
  if (id.length !== prefix.length + 1 + length) return undefined;
  const lower = id.toLowerCase();
  if (!lower.startsWith(`${prefix}_`)) return undefined;
  let value = 0n;
  for (const character of lower.slice(prefix.length + 1)) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  // 26 characters hold 130 bits; the first two must be zero.
  if (value >> 128n !== 0n) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return dashed(hex);
}

/** Whether a text is a UUID, with or without dashes. */
export function isUuid(text: string): boolean {
  return hexDigits.test(text);
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
