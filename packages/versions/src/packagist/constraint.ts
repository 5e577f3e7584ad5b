import type { Ranked } from '../ranked.ts';
import { isRejection, type Rejection, reject } from '../reading.ts';
import { next } from '../semver/partial.ts';
import type { Whole } from '../whole.ts';
import { orderPackagist } from './order.ts';
import { type PackagistVersion, parsePackagist, RANK } from './parse.ts';

type Test = (version: PackagistVersion) => boolean;

const OPERATORS = ['>=', '<=', '!=', '<>', '==', '^', '~', '>', '<', '='] as const;
const DEV: Ranked = { rank: RANK.dev, value: 0 };

/**
 * Reads a constraint as Composer does ("Versions and constraints"): `||` or `|` between alternatives, blanks or commas
 * between conditions, `a - b`, `^`, `~`, `*`. A lower bound of a range takes in its dev-versions, an upper one leaves them out.
 */
export function readComposerConstraint(text: string): ((version: string) => boolean) | Rejection {
  const alternatives: (readonly Test[])[] = [];
  let at = 0;
  for (const part of text.split('|')) {
    if (part.trim() !== '' || text.trim() === '') {
      const tests = readConditions(part);
      if ('rule' in tests) return reject(tests.rule, at + tests.at);
      alternatives.push(tests);
    }
    at += part.length + 1;
  }
  if (alternatives.length === 0) return reject('expected a version', 0);
  return (version) => {
    const parsed = parsePackagist(version);
    return !isRejection(parsed) && alternatives.some((tests) => tests.every((test) => test(parsed)));
  };
}

function readConditions(text: string): readonly Test[] | Rejection {
  const words = wordsOf(text);
  const tests: Test[] = [];
  for (let i = 0; i < words.length; i++) {
    const [word, dash, high] = words.slice(i, i + 3) as [string, string?, string?];
    const hyphen = dash === '-' && high !== undefined;
    const test = hyphen ? readHyphen(word, high) : readCondition(word);
    if (typeof test !== 'function') return reject(test.rule, Math.max(0, text.indexOf(word)) + test.at);
    tests.push(test);
    if (hyphen) i += 2;
  }
  return tests;
}

/** Words between blanks and commas; an operator that stands alone belongs to the word behind it. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  let operator = '';
  for (const word of text.replaceAll(',', ' ').split(' ')) {
    if (word === '') continue;
    if (OPERATORS.some((each) => each === word)) operator += word;
    else {
      words.push(operator + word);
      operator = '';
    }
  }
  if (operator !== '') words.push(operator);
  return words;
}

function readCondition(word: string): Test | Rejection {
  const operator = OPERATORS.find((each) => word.startsWith(each)) ?? '';
  const text = stripFlag(word.slice(operator.length));
  if (operator === '' && (text === '*' || text === 'x')) return () => true;
  const wild = operator === '' || operator === '=' || operator === '==' ? readWildcard(text) : undefined;
  if (wild !== undefined) return wild;
  const version = parsePackagist(text.replaceAll('*', '0'));
  if (isRejection(version)) return version;
  const written = writtenNumbers(text);
  switch (operator) {
    case '^':
      return between(version, bump(version, Math.min(firstNonZero(version), Math.max(written - 1, 0))));
    case '~':
      return between(version, bump(version, Math.max(0, written - 2)));
    case '>=':
      return from(version);
    case '<':
      return below(version);
    case '>':
      return (each) => orderPackagist(each, version) > 0;
    case '<=':
      return (each) => orderPackagist(each, version) <= 0;
    case '!=':
    case '<>':
      return (each) => orderPackagist(each, version) !== 0;
    default:
      return (each) => orderPackagist(each, version) === 0;
  }
}

/** `1.2.*` is everything from 1.2 to below 1.3. */
function readWildcard(text: string): Test | undefined {
  const wild = text.endsWith('.*') || text.endsWith('.x');
  if (!wild) return undefined;
  const version = parsePackagist(text.slice(0, -2));
  if (isRejection(version)) return undefined;
  return between(version, bump(version, writtenNumbers(text.slice(0, -2)) - 1));
}

/** A partial upper end of `a - b` takes in all that it begins. */
function readHyphen(low: string, high: string): Test | Rejection {
  const least = parsePackagist(low);
  if (isRejection(least)) return least;
  const most = parsePackagist(high);
  if (isRejection(most)) return reject(most.rule, low.length + 3 + most.at);
  const written = writtenNumbers(high);
  if (written < 3 && most.parts.length === most.numbers.length) return between(least, bump(most, written - 1));
  const lower = from(least);
  return (version) => lower(version) && orderPackagist(version, most) <= 0;
}

function between(least: PackagistVersion, end: PackagistVersion): Test {
  const lower = from(least);
  const upper = below(end);
  return (version) => lower(version) && upper(version);
}

function from(least: PackagistVersion): Test {
  const bound = withDev(least);
  return (version) => orderPackagist(version, bound) >= 0;
}

function below(end: PackagistVersion): Test {
  const bound = withDev(end);
  return (version) => orderPackagist(version, bound) < 0;
}

/** Composer appends `-dev` to a bound that names no stability. */
function withDev(version: PackagistVersion): PackagistVersion {
  return version.parts.length > version.numbers.length ? version : { ...version, parts: [...version.parts, DEV] };
}

/** One more at a position, zeros behind it. */
function bump(version: PackagistVersion, position: number): PackagistVersion {
  const numbers = version.numbers.map((number, i): Whole => (i < position ? number : i > position ? 0 : next(number)));
  return { raw: version.raw, numbers, parts: numbers.map((value) => ({ rank: RANK.number, value })) };
}

function firstNonZero(version: PackagistVersion): number {
  const index = version.numbers.findIndex((number) => number !== 0);
  return index < 0 ? version.numbers.length - 1 : index;
}

/** Numbers that a version was written with, before Composer pads them. */
function writtenNumbers(text: string): number {
  let count = 0;
  let at = text.startsWith('v') ? 1 : 0;
  for (;;) {
    const start = at;
    while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
    if (at === start) return Math.max(count, 1);
    count++;
    if (text.charAt(at) !== '.') return count;
    at++;
  }
}

/** `@stable` and the like say which stability may be installed, not which version. */
function stripFlag(text: string): string {
  const at = text.indexOf('@');
  return at > 0 ? text.slice(0, at) : at === 0 ? '*' : text;
}
