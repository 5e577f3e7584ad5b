import { type Rejection, reject } from '../reading.ts';
import type { ParsedVersion } from '../types.ts';
import { endOfDigits, isDigit, isLetter, readWhole, type Whole } from '../whole.ts';

/** Text and numbers in turn, beginning with text (maybe empty): the parts that dpkg compares. */
export type DebianParts = readonly (string | Whole)[];

/** `[epoch:]upstream[-revision]`. */
export interface DebianVersion extends ParsedVersion {
  readonly epoch: Whole;
  readonly upstream: DebianParts;
  /** Empty where there is none, which is the same as `0`. */
  readonly revision: DebianParts;
  /** Numbers at the start of the upstream version, for the distance. */
  readonly numbers: readonly Whole[];
}

/** Reads a version as deb-version(7) describes it; blanks around it are ignored, as dpkg does. */
export function parseDebian(raw: string): DebianVersion | Rejection {
  const text = raw.trim();
  const colon = text.indexOf(':');
  let epoch: Whole = 0;
  if (colon >= 0) {
    if (colon === 0 || endOfDigits(text, 0) !== colon) return reject('the epoch is a number', 0);
    epoch = readWhole(text, 0, colon);
  }
  const start = colon + 1;
  const dash = text.lastIndexOf('-');
  const end = dash < start ? text.length : dash;
  if (start === end) return reject('the version is empty', start);
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const fits = isDigit(code) || isLetter(code) || '.+~-'.includes(text.charAt(at)) || (code === 58 && at < end);
    if (!fits) return reject('a version is letters, digits and . + - ~ :', at);
  }
  if (dash >= start && dash === text.length - 1) return reject('the revision is empty', dash);
  const doubt = isDigit(text.charCodeAt(start)) ? undefined : 'dpkg wants a version to start with a digit';
  return {
    raw,
    doubt,
    epoch,
    upstream: partsOf(text, start, end),
    revision: dash < start ? [] : partsOf(text, dash + 1, text.length),
    numbers: numbersAt(text, start),
  };
}

function partsOf(text: string, start: number, end: number): DebianParts {
  const parts: (string | Whole)[] = [];
  let at = start;
  while (at < end) {
    const from = at;
    while (at < end && !isDigit(text.charCodeAt(at))) at++;
    const stop = Math.min(endOfDigits(text, at), end);
    parts.push(text.slice(from, at), readWhole(text, at, stop));
    at = stop;
  }
  return parts;
}

function numbersAt(text: string, start: number): readonly Whole[] {
  const numbers: Whole[] = [];
  let at = start;
  for (;;) {
    const stop = endOfDigits(text, at);
    if (stop === at) return numbers;
    numbers.push(readWhole(text, at, stop));
    if (text.charCodeAt(stop) !== 46) return numbers;
    at = stop + 1;
  }
}
