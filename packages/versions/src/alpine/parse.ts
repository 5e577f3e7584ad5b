import type { Ranked } from '../ranked.ts';
import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, readWhole, type Whole } from '../whole.ts';

/**
 * Rank of each kind of part where two versions part ways. The order is apk's: what is wrong is below the end, the end
 * below every further part, except for a suffix that marks a pre-release.
 */
export const RANK = {
  preSuffix: 0,
  wrong: 1,
  stray: 2,
  end: 3,
  revision: 4,
  hash: 5,
  suffixNumber: 6,
  postSuffix: 7,
  letter: 8,
  zeroNumber: 9,
  number: 10,
} as const;

/** An apk version as its parts in order. */
export interface AlpineVersion extends ParsedVersion {
  readonly parts: readonly Ranked[];
  /** Dotted numbers at the start, for the distance. */
  readonly numbers: readonly Whole[];
}

/** In apk's order. */
const SUFFIXES: readonly { readonly word: string; readonly part: Ranked }[] = [
  ...['alpha', 'beta', 'pre', 'rc'].map((word, value) => ({ word, part: { rank: RANK.preSuffix, value } })),
  ...['cvs', 'svn', 'git', 'hg', 'p'].map((word, value) => ({ word, part: { rank: RANK.postSuffix, value } })),
];
const WRONG: Ranked = { rank: RANK.wrong, value: 0 };
const STRAY: Ranked = { rank: RANK.stray, value: 0 };
const NOT_APK = 'apk does not accept the form';

/**
 * Reads `digits{.digits}[letter[digits]]{_suffix[digits]}[~hash][-rdigits]` (apk-tools, "Package versions"). What breaks
 * the grammar ends the version as one part that is below the end, and makes it doubtful.
 */
export function parseAlpine(raw: string): AlpineVersion | Rejection {
  const text = raw.trim();
  if (text === '') return reject('it is empty', 0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code >= 127) return reject('a version is printable ASCII without blanks', at);
  }
  const parts: Ranked[] = [];
  const numbers: Whole[] = [];
  let at = readNumbers(text, parts, numbers);
  let wrong = at === 0 || parts.some((part) => part.rank === RANK.stray || part.value === '');
  at = readLetters(text, at, parts);
  at = readSuffixes(text, at, parts);
  if (at >= 0 && text.charCodeAt(at) === 126) {
    const from = at + 1;
    at = from;
    while (isHex(text.charCodeAt(at))) at++;
    parts.push({ rank: RANK.hash, value: text.slice(from, at) });
    wrong ||= from === at;
  }
  if (at >= 0 && text.startsWith('-r', at)) {
    const end = endOfDigits(text, at + 2);
    // What follows decides before the revision does: two versions that are both wrong from here on are equal.
    if (end === text.length) parts.push({ rank: RANK.revision, value: readWhole(text, at + 2, end) });
    at = end === text.length ? end : -1;
  }
  if (at !== text.length) {
    parts.push(WRONG);
    wrong = true;
  }
  return { raw, doubt: wrong ? NOT_APK : undefined, parts, numbers };
}

/** The dotted numbers; an empty one counts, a dot in front of something else is a part of its own. */
function readNumbers(text: string, parts: Ranked[], numbers: Whole[]): number {
  let at = endOfDigits(text, 0);
  const first = readWhole(text, 0, at);
  numbers.push(first);
  parts.push({ rank: RANK.number, value: first });
  while (text.charCodeAt(at) === 46) {
    const from = at + 1;
    const next = text.charCodeAt(from);
    if (!isDigit(next) && next !== 46) {
      parts.push(STRAY);
      return from;
    }
    at = endOfDigits(text, from);
    parts.push(numberPart(text, from, at));
    numbers.push(readWhole(text, from, at));
  }
  return at;
}

/** From the second number on a leading zero makes apk compare as text, below all numbers without one. */
function numberPart(text: string, from: number, end: number): Ranked {
  const leadingZero = from === end || text.charCodeAt(from) === 48;
  return leadingZero
    ? { rank: RANK.zeroNumber, value: text.slice(from, end) }
    : { rank: RANK.number, value: readWhole(text, from, end) };
}

/** `b`, and `p1` as OpenSSH has it. */
function readLetters(text: string, start: number, parts: Ranked[]): number {
  const code = text.charCodeAt(start);
  if (!(code >= 97 && code <= 122)) return start;
  parts.push({ rank: RANK.letter, value: code });
  const end = endOfDigits(text, start + 1);
  if (end > start + 1) parts.push(numberPart(text, start + 1, end));
  return end;
}

/** Negative where a suffix is not one of apk's: it counts as a pre-release below all others, and nothing follows. */
function readSuffixes(text: string, start: number, parts: Ranked[]): number {
  let at = start;
  while (text.charCodeAt(at) === 95) {
    const from = at + 1;
    const suffix = SUFFIXES.find(({ word }) => text.startsWith(word, from));
    if (suffix === undefined) {
      parts.push({ rank: RANK.preSuffix, value: -1 });
      return -1;
    }
    parts.push(suffix.part);
    at = from + suffix.word.length;
    const end = endOfDigits(text, at);
    if (end > at) parts.push({ rank: RANK.suffixNumber, value: readWhole(text, at, end) });
    at = end;
  }
  return at;
}

function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102);
}
