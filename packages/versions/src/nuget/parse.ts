import type { Rejection } from '../reading.ts';
import { isRejection, reject } from '../reading.ts';
import { parseSemver, type SemverVersion } from '../semver/parse.ts';

/** Largest number that .NET's `Version` holds. */
const MAX_NUMBER = 2_147_483_647;

/** Reads SemVer 2.0 with up to four numbers; case has no say (NuGet, "Package versioning", "Normalized version numbers"). */
export function parseNuget(raw: string): SemverVersion | Rejection {
  const read = parseSemver(raw.toLowerCase());
  if (isRejection(read)) return read;
  if (read.numbers.length > 4) return reject('NuGet has at most four numbers', raw.indexOf('.'));
  const tooBig = read.numbers.some((number) => number > MAX_NUMBER);
  const numbers = read.numbers.length === 4 ? read.numbers : [...read.numbers, 0];
  return { ...read, raw, numbers, doubt: tooBig ? 'NuGet refuses a number above 2^31 - 1' : undefined };
}
