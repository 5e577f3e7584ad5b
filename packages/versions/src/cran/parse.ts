import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, readWhole, type Whole } from '../whole.ts';

/** An R package version: numbers and nothing else. */
export interface CranVersion extends ParsedVersion {
  readonly numbers: readonly Whole[];
}

/** Reads numbers between single dots and dashes, which mean the same (R, `?numeric_version`). */
export function parseCran(raw: string): CranVersion | Rejection {
  const text = raw.trim();
  const numbers: Whole[] = [];
  let at = 0;
  for (;;) {
    const end = endOfDigits(text, at);
    if (end === at) return reject('expected a number', at);
    numbers.push(readWhole(text, at, end));
    if (end === text.length) return { raw, numbers };
    const code = text.charCodeAt(end);
    if (code !== 46 && code !== 45) return reject('an R version is numbers, dots and dashes', end);
    at = end + 1;
  }
}
