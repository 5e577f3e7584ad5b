import type { Rejection } from '../reading.ts';
import { parseSemver, type SemverVersion } from '../semver/parse.ts';
import { endOfDigits, readWhole, type Whole } from '../whole.ts';

/** First minor release of Go whose two-number form names the language and lies below its own release candidates. */
const FIRST_LANGUAGE_MINOR = 21;

/**
 * Reads a module version (SemVer with `v`, pseudo-versions, `+incompatible`) or a toolchain version (`go1.21rc2`, `1.20`)
 * as the SemVer version that the Go vulnerability database writes for it: `1.21.0-rc.2`.
 * Rules: golang.org/ref/mod "Versions"; go.dev/doc/toolchain "Go versions".
 */
export function parseGo(text: string): SemverVersion | Rejection {
  const prefixed = text.startsWith('go');
  return readToolchain(text, prefixed) ?? parseSemver(text);
}

/** Nothing where the text is a plain three-number version, or no toolchain version at all. */
function readToolchain(text: string, prefixed: boolean): SemverVersion | undefined {
  const end = prefixed ? endOfToolchain(text) : text.length;
  let at = prefixed ? 2 : 0;
  const numbers: Whole[] = [];
  for (;;) {
    const stop = endOfDigits(text, at);
    if (stop === at || numbers.length === 3) return undefined;
    numbers.push(readWhole(text, at, stop));
    at = stop;
    if (at >= end || text.charCodeAt(at) !== 46) break;
    at++;
  }
  const written = numbers.length;
  const candidate = at < end;
  if (!prefixed && !candidate && written !== 2) return undefined;
  const prerelease = candidate ? readCandidate(text, at, end) : languageOf(numbers);
  if (prerelease === undefined) return undefined;
  while (numbers.length < 3) numbers.push(0);
  return { raw: text, doubt: undefined, numbers, written, prerelease, build: '' };
}

/** `rc2` and `beta1` directly behind the numbers. */
function readCandidate(text: string, start: number, end: number): readonly (string | Whole)[] | undefined {
  const kind = text.startsWith('rc', start) ? 'rc' : text.startsWith('beta', start) ? 'beta' : '';
  const from = start + kind.length;
  if (kind === '' || from === end || endOfDigits(text, from) < end) return undefined;
  return [kind, readWhole(text, from, end)];
}

/** From 1.21 on `1.N` is a language version, below `1.Nrc1`; 0 is the lowest pre-release that SemVer has. */
function languageOf(numbers: readonly Whole[]): readonly Whole[] {
  const [major = 0, minor = 0] = numbers;
  return numbers.length === 2 && major === 1 && minor >= FIRST_LANGUAGE_MINOR ? [0] : [];
}

/** A vendor's suffix (`go1.21.3-bigcorp`, `go1.22.1 X:boringcrypto`) does not change the release. */
function endOfToolchain(text: string): number {
  for (let at = 2; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 45 || code === 32) return at;
  }
  return text.length;
}
