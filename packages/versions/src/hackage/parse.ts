import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, readWhole, type Whole } from '../whole.ts';

/** A Haskell version: numbers and nothing else. */
export interface HackageVersion extends ParsedVersion {
  readonly numbers: readonly Whole[];
}

/** Reads dotted numbers (Haskell Package Versioning Policy). */
export function parseHackage(raw: string): HackageVersion | Rejection {
  const text = raw.trim();
  const numbers: Whole[] = [];
  let at = 0;
  for (;;) {
    const end = endOfDigits(text, at);
    if (end === at) return reject('expected a number', at);
    numbers.push(readWhole(text, at, end));
    if (end === text.length) return { raw, numbers };
    if (text.charCodeAt(end) !== 46) return reject('a Haskell version is numbers and dots', end);
    at = end + 1;
  }
}
