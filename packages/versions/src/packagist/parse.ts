import type { Ranked } from '../ranked.ts';
import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';

/** Rank of each kind of part (PHP, `version_compare`, "special version strings"). */
export const RANK = { other: 0, dev: 1, alpha: 2, beta: 3, candidate: 4, end: 5, number: 6, patch: 7 } as const;

/** A Composer version as the parts that PHP compares. */
export interface PackagistVersion extends ParsedVersion {
  readonly parts: readonly Ranked[];
  /** Numbers at the start; at least four, as Composer pads them. */
  readonly numbers: readonly Whole[];
}

/** What Composer writes for the `x` of a branch such as `2.x-dev`. */
const BRANCH_NUMBER = 9_999_999;
const PADDED = 4;

/** PHP compares special words by their beginning: `pre` is a patch because it starts with `p`. */
const WORDS: readonly (readonly [string, number])[] = [
  ['dev', RANK.dev],
  ['a', RANK.alpha],
  ['b', RANK.beta],
  ['rc', RANK.candidate],
  ['p', RANK.patch],
];

/**
 * Reads a version as Composer normalises it: `v` dropped, build metadata dropped, four numbers, case ignored; `2.x-dev`
 * is above every release of 2. A branch name (`dev-main`) has a place in the order, but none in a range.
 */
export function parsePackagist(raw: string): PackagistVersion | Rejection {
  const whole = raw.trim().toLowerCase();
  const plus = whole.indexOf('+');
  const text = plus > 0 ? whole.slice(0, plus) : whole;
  if (text === '') return reject('it is empty', 0);
  const start = text.charCodeAt(0) === 118 && isDigit(text.charCodeAt(1)) ? 1 : 0;
  const numbers: Whole[] = [];
  let at = start;
  while (isDigit(text.charCodeAt(at)) || (numbers.length > 0 && isWildcard(text, at))) {
    const end = Math.max(endOfDigits(text, at), at);
    numbers.push(end === at ? BRANCH_NUMBER : readWhole(text, at, end));
    at = end === at ? at + 1 : end;
    const next = text.charCodeAt(at + 1);
    if (text.charCodeAt(at) !== 46 || !(isDigit(next) || isWildcard(text, at + 1))) break;
    at++;
  }
  const padding = text.startsWith('x-dev', at - 1) ? BRANCH_NUMBER : 0;
  while (numbers.length > 0 && numbers.length < PADDED) numbers.push(padding);
  const parts: Ranked[] = numbers.map((value) => ({ rank: RANK.number, value }));
  const wrong = readRest(text, at, parts);
  if (wrong >= 0) return reject('a version is letters, digits and . - _ /', wrong);
  return { raw, doubt: doubtOf(text, numbers), parts, numbers };
}

function doubtOf(text: string, numbers: readonly Whole[]): string | undefined {
  if (text.includes('#')) return 'Composer refuses it';
  return numbers.length === 0 ? 'a branch name has no place between versions' : undefined;
}

/** `x` and `*` as numbers, alone between dots or in front of `-dev`. */
function isWildcard(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 120 && code !== 42) return false;
  return at + 1 === text.length || text.charCodeAt(at + 1) === 46 || text.startsWith('-dev', at + 1);
}

/** The parts behind the numbers; the index of a character that no version has, or -1. */
function readRest(text: string, start: number, parts: Ranked[]): number {
  let at = start;
  while (at < text.length) {
    const from = at;
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      at = endOfDigits(text, at);
      parts.push({ rank: RANK.number, value: readWhole(text, from, at) });
    } else if (isLetter(code)) {
      while (isLetter(text.charCodeAt(at))) at++;
      const part = wordPart(text.slice(from, at));
      if (part !== undefined) parts.push(part);
    } else {
      if (code === 35) parts.push({ rank: RANK.end, value: 0 });
      else if (code !== 45 && code !== 46 && code !== 95 && code !== 47) return at;
      at++;
    }
  }
  return -1;
}

/** Nothing for `stable`, which says the same as no word. */
function wordPart(word: string): Ranked | undefined {
  if (word === 'stable') return undefined;
  const found = WORDS.find(([beginning]) => word.startsWith(beginning));
  return { rank: found?.[1] ?? RANK.other, value: 0 };
}
