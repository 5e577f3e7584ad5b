import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';

/** One dot-separated part of a pre-release: a number where it is all digits. */
export type Identifier = Whole | string;

/** A version of the SemVer family. */
export interface SemverVersion extends ParsedVersion {
  /** At least major, minor and patch; what is not written is 0. */
  readonly numbers: readonly Whole[];
  /** Numbers that were written. */
  readonly written: number;
  /** Empty for a release. */
  readonly prerelease: readonly Identifier[];
  /** Text behind `+`, without it; empty where there is none. */
  readonly build: string;
}

const NONE: readonly Identifier[] = [];

/** The bounds beyond which node-semver refuses a version. */
const NODE_MAX_LENGTH = 256;

/**
 * Reads SemVer 2.0 and the looser forms that published advisories hold: leading `v`, `=` and blanks, one or two
 * numbers (`7.0-fix.0`), leading zeros, and a pre-release without its dash (`1.2.3beta`), as node-semver's loose mode does.
 * A fourth number is outside SemVer: it is ordered, and marked as doubtful.
 */
export function parseSemver(text: string): SemverVersion | Rejection {
  let at = skipPrefix(text);
  const end = endOfText(text);
  const numbers: Whole[] = [];
  for (;;) {
    const stop = endOfDigits(text, at);
    if (stop === at) return reject('expected a number', at);
    numbers.push(readWhole(text, at, stop));
    at = stop;
    if (text.charCodeAt(at) !== 46 || !isDigit(text.charCodeAt(at + 1))) break;
    at++;
  }
  const written = numbers.length;
  while (numbers.length < 3) numbers.push(0);

  let prerelease = NONE;
  const code = text.charCodeAt(at);
  if (at < end && (code === 45 || isLetter(code))) {
    const read = readIdentifiers(text, code === 45 ? at + 1 : at, end);
    if ('rule' in read) return read;
    prerelease = read.identifiers;
    at = read.end;
  }
  let build = '';
  if (at < end && text.charCodeAt(at) === 43) {
    build = text.slice(at + 1, end);
    const wrong = firstWrongInBuild(text, at + 1, end);
    if (wrong >= 0) return reject('build metadata is letters, digits, dots and dashes', wrong);
    at = end;
  }
  if (at < end) return reject('expected a dash, a plus or the end', at);
  return { raw: text, doubt: doubtOf(text, numbers), numbers, written, prerelease, build };
}

function doubtOf(text: string, numbers: readonly Whole[]): string | undefined {
  if (numbers.length > 3) return 'SemVer has three numbers';
  if (numbers.some(isTooGreat)) return 'a number above 2^53 - 1 is refused by node-semver';
  return text.length > NODE_MAX_LENGTH ? 'longer than the 256 characters that node-semver takes' : undefined;
}

function isTooGreat(number: Whole): boolean {
  return number > Number.MAX_SAFE_INTEGER;
}

function readIdentifiers(
  text: string,
  start: number,
  end: number,
): { readonly identifiers: Identifier[]; readonly end: number } | Rejection {
  const identifiers: Identifier[] = [];
  let at = start;
  for (;;) {
    const from = at;
    let digits = true;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (!isDigit(code)) {
        if (!isLetter(code) && code !== 45) break;
        digits = false;
      }
      at++;
    }
    if (at === from) return reject('expected a pre-release identifier', at);
    identifiers.push(digits ? readWhole(text, from, at) : text.slice(from, at));
    if (at >= end || text.charCodeAt(at) !== 46) return { identifiers, end: at };
    at++;
  }
}

function firstWrongInBuild(text: string, start: number, end: number): number {
  if (start === end) return start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && !isLetter(code) && code !== 45 && code !== 46) return at;
  }
  return -1;
}

function skipPrefix(text: string): number {
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 118 && code !== 86 && code !== 61 && code !== 32 && code !== 9) break;
  }
  return at;
}

function endOfText(text: string): number {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 32 || text.charCodeAt(end - 1) === 9)) end--;
  return end;
}
