import { errors } from './errors.ts';

const MAX_DEPTH = 64;

/**
 * The one text of a JSON value: sorted keys, no spaces, numbers and strings as ECMAScript writes them (RFC 8785). Members
 * that are `undefined` are left out. Throws `kernel.not_canonical` for what JSON cannot say: functions, lone surrogates,
 * numbers that are not finite, more than 64 levels.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** A text as a log or a database can keep it: lone surrogates and NUL, which neither UTF-8 nor PostgreSQL can hold, become U+FFFD. */
export function canonicalText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw errors.not_canonical(`more than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw errors.not_canonical('a text holds half of a character');
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw errors.not_canonical('a number is not finite');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw errors.not_canonical(`JSON has no ${typeof value}`);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // By UTF-16 code units, which is what `<` compares (RFC 8785 §3.2.3).
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${write(key, depth)}:${write(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}
