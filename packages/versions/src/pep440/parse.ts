import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';
import { readLegacy } from './legacy.ts';

/** A PEP 440 version, or a form from before PEP 440 (`legacy`). */
export interface Pep440Version extends ParsedVersion {
  readonly epoch: Whole;
  /** As written; trailing zeros have no say in the order. */
  readonly release: readonly Whole[];
  /** 0 alpha, 1 beta, 2 release candidate, 3 none. */
  readonly pre: 0 | 1 | 2 | 3;
  readonly preNumber: Whole;
  /** -1 for none. */
  readonly post: Whole;
  /** -1 for none. */
  readonly dev: Whole;
  /** Parts behind `+`; none for a public version. */
  readonly local: readonly (Whole | string)[];
  /** setuptools' key of a version that PEP 440 does not allow; empty for all others. */
  readonly legacy: readonly string[];
}

const NO_LOCAL: readonly (Whole | string)[] = [];
const NO_LEGACY: readonly string[] = [];
const PRE_WORDS: readonly (readonly [string, 0 | 1 | 2])[] = [
  ['alpha', 0],
  ['beta', 1],
  ['preview', 2],
  ['pre', 2],
  ['rc', 2],
  ['a', 0],
  ['b', 1],
  ['c', 2],
];
const POST_WORDS = ['post', 'rev', 'r'] as const;

/** Reads a version as PEP 440 writes and normalises it (its Appendix B), else as setuptools ordered it before. */
export function parsePep440(text: string): Pep440Version | Rejection {
  const modern = readModern(text);
  if (!('rule' in modern)) return modern;
  const legacy = readLegacy(text);
  if (legacy === undefined) return modern;
  return { ...EMPTY, raw: text, doubt: 'PEP 440 does not allow it, and packaging 22 and later refuse it', legacy };
}

const EMPTY = {
  epoch: -1,
  release: [],
  pre: 3 as const,
  preNumber: 0,
  post: -1,
  dev: -1,
  local: NO_LOCAL,
};

/** The same without the forms from before PEP 440: what `packaging` takes. */
export function readModern(raw: string): Pep440Version | Rejection {
  const text = raw.toLowerCase();
  const end = endOfText(text);
  let at = startOfText(text);
  if (text.charCodeAt(at) === 118) at++;

  let stop = endOfDigits(text, at);
  if (stop === at) return reject('expected a number', at);
  let epoch: Whole = 0;
  if (text.charCodeAt(stop) === 33) {
    epoch = readWhole(text, at, stop);
    at = stop + 1;
    stop = endOfDigits(text, at);
    if (stop === at) return reject('expected a number behind the epoch', at);
  }
  const release: Whole[] = [readWhole(text, at, stop)];
  at = stop;
  while (text.charCodeAt(at) === 46 && isDigit(text.charCodeAt(at + 1))) {
    stop = endOfDigits(text, at + 1);
    release.push(readWhole(text, at + 1, stop));
    at = stop;
  }

  let pre: 0 | 1 | 2 | 3 = 3;
  let preNumber: Whole = 0;
  let from = afterSeparator(text, at);
  for (const [word, rank] of PRE_WORDS) {
    if (!text.startsWith(word, from)) continue;
    const number = readNumber(text, from + word.length);
    pre = rank;
    preNumber = number.value;
    at = number.end;
    break;
  }

  let post: Whole = -1;
  if (text.charCodeAt(at) === 45 && isDigit(text.charCodeAt(at + 1))) {
    stop = endOfDigits(text, at + 1);
    post = readWhole(text, at + 1, stop);
    at = stop;
  } else {
    from = afterSeparator(text, at);
    const word = POST_WORDS.find((candidate) => text.startsWith(candidate, from));
    if (word !== undefined) {
      const number = readNumber(text, from + word.length);
      post = number.value;
      at = number.end;
    }
  }

  let dev: Whole = -1;
  from = afterSeparator(text, at);
  if (text.startsWith('dev', from)) {
    const number = readNumber(text, from + 3);
    dev = number.value;
    at = number.end;
  }

  let local = NO_LOCAL;
  if (text.charCodeAt(at) === 43) {
    const read = readLocal(text, at + 1, end);
    if ('rule' in read) return read;
    local = read.local;
    at = end;
  }
  if (at < end) return reject('expected a pre-, post-, dev-release, a local label or the end', at);
  return { raw, doubt: undefined, epoch, release, pre, preNumber, post, dev, local, legacy: NO_LEGACY };
}

/** A number that may be left out, with one separator in front of it that only counts when the number is there. */
function readNumber(text: string, at: number): { readonly value: Whole; readonly end: number } {
  const from = afterSeparator(text, at);
  const stop = endOfDigits(text, from);
  return stop === from ? { value: 0, end: at } : { value: readWhole(text, from, stop), end: stop };
}

function readLocal(
  text: string,
  start: number,
  end: number,
): { readonly local: readonly (Whole | string)[] } | Rejection {
  const local: (Whole | string)[] = [];
  let at = start;
  for (;;) {
    const from = at;
    let digits = true;
    while (at < end && (isDigit(text.charCodeAt(at)) || isLetter(text.charCodeAt(at)))) {
      if (!isDigit(text.charCodeAt(at))) digits = false;
      at++;
    }
    if (at === from) return reject('expected letters or digits in the local label', at);
    local.push(digits ? readWhole(text, from, at) : text.slice(from, at));
    if (at === end) return { local };
    if (!isSeparator(text.charCodeAt(at))) return reject('a local label is letters, digits and single separators', at);
    at++;
  }
}

function isSeparator(code: number): boolean {
  return code === 45 || code === 46 || code === 95;
}

function afterSeparator(text: string, at: number): number {
  return isSeparator(text.charCodeAt(at)) ? at + 1 : at;
}

/** Python strips what `str.strip` takes for white space; what JavaScript trims differs only in forms that nobody uses. */
function startOfText(text: string): number {
  return text.length - text.trimStart().length;
}

function endOfText(text: string): number {
  return text.trimEnd().length;
}
