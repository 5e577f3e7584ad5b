import { isRejection, type Rejection, reject } from '../reading.ts';
import { endOfDigits, readWhole, type Whole } from '../whole.ts';
import { type Identifier, parseSemver } from './parse.ts';

/** A version in a requirement: what is not written, or written as `x`, is absent, and so is all that follows it. */
export interface Partial {
  readonly major?: Whole;
  readonly minor?: Whole;
  readonly patch?: Whole;
  readonly prerelease: readonly Identifier[];
}

/** Reads `1`, `1.2`, `1.2.x`, `*`, `v1.2.3-rc.1+build`. */
export function readPartial(text: string): Partial | Rejection {
  let at = 0;
  while (text.charAt(at) === 'v' || text.charAt(at) === '=' || text.charAt(at) === ' ') at++;
  const from = at;
  const numbers: Whole[] = [];
  let wild = false;
  for (let i = 0; i < 3; i++) {
    const end = endOfDigits(text, at);
    if (end > at) {
      if (!wild) numbers.push(readWhole(text, at, end));
      at = end;
    } else if (isWild(text.charAt(at))) {
      wild = true;
      at++;
    } else return reject('expected a number, x or *', at);
    if (text.charAt(at) !== '.') break;
    at++;
  }
  if (numbers.length === 3 && at < text.length) {
    const full = parseSemver(text.slice(from));
    return isRejection(full) ? full : withNumbers(numbers, full.prerelease);
  }
  // Behind an x nothing is looked at; node-semver takes such a rest, and so do we where it is a version's.
  if (at < text.length && text.charAt(at) !== '-' && text.charAt(at) !== '+')
    return reject('expected a dot or the end', at);
  return withNumbers(numbers, []);
}

/** One more. */
export function next(number: Whole): Whole {
  return typeof number === 'bigint' ? number + 1n : number + 1;
}

function withNumbers(numbers: readonly Whole[], prerelease: readonly Identifier[]): Partial {
  const [major, minor, patch] = numbers;
  if (major === undefined) return { prerelease };
  if (minor === undefined) return { major, prerelease };
  return patch === undefined ? { major, minor, prerelease } : { major, minor, patch, prerelease };
}

function isWild(char: string): boolean {
  return char === 'x' || char === 'X' || char === '*';
}
