import type { FixableBy, Priority, Severity } from '@maximus/contracts';
import type { StyleName } from '../../terminal/style.ts';

/** Colour of a level; the word is always printed beside it. */
export const levelStyle: Readonly<Record<Severity | Priority, readonly StyleName[]>> = {
  critical: ['red', 'bold'],
  high: ['red'],
  medium: ['yellow'],
  low: ['cyan'],
  none: ['grey'],
  unknown: ['magenta'],
};

/** What a person reads for the cheapest change. */
export const fixableWords: Readonly<Record<FixableBy, string>> = {
  lock_refresh: 'lock refresh',
  direct_upgrade: 'direct upgrade',
  direct_major_upgrade: 'major upgrade',
  parent_upgrade: 'parent upgrade',
  removal: 'remove it',
  no_fix: 'no fix known',
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `4 Dec 2026` of an RFC 3339 time. */
export function dayWords(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** A whole number with `,` between thousands. `toLocaleString` would load the language data of ICU: 10 ms of a scan. */
export function grouped(count: number): string {
  const digits = String(count);
  let text = '';
  for (let at = 0; at < digits.length; at++) {
    if (at > 0 && (digits.length - at) % 3 === 0) text += ',';
    text += digits[at];
  }
  return text;
}

/** `1 file`, `2 files`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
