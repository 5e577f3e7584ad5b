import { isRejection, type Rejection } from '../reading.ts';
import { type Identifier, parseSemver, type SemverVersion } from '../semver/parse.ts';
import { endOfDigits, readWhole } from '../whole.ts';

/** A Dart version: SemVer whose build metadata has a say. */
export interface PubVersion extends SemverVersion {
  readonly builds: readonly Identifier[];
}

const NONE: readonly Identifier[] = [];

/** Reads SemVer 2.0 and keeps the parts of the build metadata. */
export function parsePub(text: string): PubVersion | Rejection {
  const read = parseSemver(text);
  if (isRejection(read)) return read;
  const builds = read.build === '' ? NONE : read.build.split('.').map(identifierOf);
  return { ...read, builds };
}

function identifierOf(text: string): Identifier {
  return text !== '' && endOfDigits(text, 0) === text.length ? readWhole(text, 0, text.length) : text;
}
