import type { Ranked } from '../ranked.ts';
import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, readWhole, type Whole } from '../whole.ts';

/** Rank of each kind of token where two versions part ways (Maven, "Version Order Specification"). */
export const RANK = { preRelease: 0, end: 1, servicePack: 2, qualifier: 3, dashNumber: 4, dotNumber: 5 } as const;

/** A Maven version as its tokens, trimmed of what says nothing. */
export interface MavenVersion extends ParsedVersion {
  readonly tokens: readonly Ranked[];
  /** Numbers at the start, for the distance. */
  readonly numbers: readonly Whole[];
}

interface Token extends Ranked {
  /** Whether a dash, or a change between digits and letters, stands before it. */
  readonly dashed: boolean;
}

const PRE_RELEASES: ReadonlyMap<string, number> = new Map([
  ['alpha', 0],
  ['beta', 1],
  ['milestone', 2],
  ['rc', 3],
  ['cr', 3],
  ['snapshot', 4],
]);
const RELEASES: readonly string[] = ['', 'final', 'ga', 'release'];
const SHORT: ReadonlyMap<string, string> = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['m', 'milestone'],
]);

/** Characters of version ranges and unresolved properties: never part of a version that was resolved. */
const FOREIGN = '[](){},$"\'<>\\;';

/** Reads any version that Maven would resolve to; case has no say. */
export function parseMaven(raw: string): MavenVersion | Rejection {
  const text = raw.trim().toLowerCase();
  if (text === '') return reject('it is empty', 0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 127) return reject('a version has no blanks and no control characters', at);
    if (FOREIGN.includes(text.charAt(at)))
      return reject('a resolved version has no brackets, properties or quotes', at);
  }
  const tokens = trim(tokensOf(text));
  return { raw, tokens, numbers: numbersOf(tokens) };
}

/** Tokens between dots, dashes and changes of digits and letters; an empty one is 0. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let dashed = false;
  for (;;) {
    const from = at;
    if (isDigit(text.charCodeAt(at))) {
      at = endOfDigits(text, at);
      tokens.push(numberToken(readWhole(text, from, at), dashed));
    } else {
      while (at < text.length && isQualifierPart(text.charCodeAt(at))) at++;
      tokens.push(
        from === at ? numberToken(0, dashed) : qualifierToken(text.slice(from, at), isDigit(text.charCodeAt(at))),
      );
    }
    if (at >= text.length) return tokens;
    const code = text.charCodeAt(at);
    const separated = code === 45 || code === 46;
    dashed = code !== 46;
    if (separated) at++;
  }
}

function numberToken(value: Whole, dashed: boolean): Token {
  return { rank: dashed ? RANK.dashNumber : RANK.dotNumber, value, dashed };
}

/** A dot in front of a qualifier is as good as a dash (`1.0.RC1` is `1.0-RC1`). */
function qualifierToken(text: string, beforeDigit: boolean): Token {
  const word = (beforeDigit ? SHORT.get(text) : undefined) ?? text;
  const dashed = true;
  const early = PRE_RELEASES.get(word);
  if (early !== undefined) return { rank: RANK.preRelease, value: early, dashed };
  if (RELEASES.includes(word)) return { rank: RANK.end, value: 0, dashed };
  return word === 'sp' ? { rank: RANK.servicePack, value: 0, dashed } : { rank: RANK.qualifier, value: word, dashed };
}

/** Tokens that say nothing are dropped from the end, and in front of each dash. */
function trim(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  for (const token of tokens) {
    if (token.dashed) dropEmpty(kept);
    kept.push(token);
  }
  dropEmpty(kept);
  return kept;
}

function dropEmpty(kept: Token[]): void {
  for (let last = kept.at(-1); last !== undefined && isEmpty(last); last = kept.at(-1)) kept.pop();
}

function isEmpty(token: Token): boolean {
  return token.rank === RANK.end || (token.rank >= RANK.dashNumber && token.value === 0);
}

function numbersOf(tokens: readonly Ranked[]): readonly Whole[] {
  const end = tokens.findIndex((token) => token.rank !== RANK.dotNumber);
  return tokens.slice(0, end < 0 ? tokens.length : end).map((token) => token.value as Whole);
}

function isQualifierPart(code: number): boolean {
  return !isDigit(code) && code !== 45 && code !== 46;
}
