import type { Ranked } from '../ranked.ts';
import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';

/** Rank of the two kinds of segment: a text is below every number. */
export const RANK = { text: 0, number: 1 } as const;

/** A gem version as its segments. */
export interface RubygemsVersion extends ParsedVersion {
  /** Numbers and texts as written; a dash counts as the text `pre`. */
  readonly segments: readonly Ranked[];
  /** The same without the zeros at the end of the numbers and at the end of the rest. */
  readonly canonical: readonly Ranked[];
}

const ZERO: Ranked = { rank: RANK.number, value: 0 };
const PRE: Ranked = { rank: RANK.text, value: 'pre' };

/**
 * Reads a version as `Gem::Version` does: numbers and letters between dots, `-` for `.pre.`. A text directly behind the
 * first number (`1beta`) is one that RubyGems refuses: it is ordered, and marked as doubtful.
 */
export function parseRubygems(raw: string): RubygemsVersion | Rejection {
  const text = raw.trim();
  if (!isDigit(text.charCodeAt(0))) return reject('a gem version starts with a digit', 0);
  const segments: Ranked[] = [];
  let at = 0;
  let doubt: string | undefined;
  while (at < text.length) {
    const from = at;
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      at = endOfDigits(text, at);
      segments.push({ rank: RANK.number, value: readWhole(text, from, at) });
    } else if (isLetter(code)) {
      while (isLetter(text.charCodeAt(at))) at++;
      if (segments.length === 1 && isDigit(text.charCodeAt(from - 1)))
        doubt = 'RubyGems wants a dot behind the first number';
      segments.push({ rank: RANK.text, value: text.slice(from, at) });
    } else if (code === 45 || code === 46) {
      at++;
      const next = text.charCodeAt(at);
      if (!isDigit(next) && !isLetter(next) && !(next === 45 && code === 45)) {
        return reject('expected a letter or a digit behind the separator', at);
      }
      if (code === 45) segments.push(PRE);
    } else return reject('a gem version is letters, digits, dots and dashes', at);
  }
  return { raw, doubt, segments, canonical: canonicalOf(segments) };
}

/** The numbers before the first text. */
export function releaseOf(version: RubygemsVersion): readonly Whole[] {
  return numbersBeforeText(version.segments).map((segment) => segment.value as Whole);
}

function canonicalOf(segments: readonly Ranked[]): readonly Ranked[] {
  const numbers = numbersBeforeText(segments);
  return [...withoutZeros(numbers), ...withoutZeros(segments.slice(numbers.length))];
}

function numbersBeforeText(segments: readonly Ranked[]): readonly Ranked[] {
  const text = segments.findIndex((segment) => segment.rank === RANK.text);
  return text < 0 ? segments : segments.slice(0, text);
}

function withoutZeros(segments: readonly Ranked[]): readonly Ranked[] {
  let end = segments.length;
  while (end > 0 && segments[end - 1]?.value === ZERO.value) end--;
  return end === segments.length ? segments : segments.slice(0, end);
}
