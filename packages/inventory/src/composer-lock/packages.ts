import { isRecord, own, ownString } from '../json.ts';
import { withoutSecrets } from '../redaction/index.ts';

/** One element of `packages` or `packages-dev`. */
export interface ComposerPackage {
  /** As written; looked up without regard to case. */
  readonly name: string;
  readonly version: string | undefined;
  readonly isDevelopment: boolean;
  readonly requests: readonly (readonly [string, string])[];
  /** Names that it stands in for: `replace` and `provide`. */
  readonly standsFor: readonly string[];
  readonly shasum: string | undefined;
  readonly licences: readonly string[];
  /** A folder of the project's own (`dist.type` path). */
  readonly isOwnFolder: boolean;
  /** Repository and commit, where the version is a branch. */
  readonly vcsUrl: string | undefined;
}

/** Reads one element; `undefined` for what has no name. */
export function readPackage(value: unknown, isDevelopment: boolean): ComposerPackage | undefined {
  if (!isRecord(value)) return undefined;
  const name = ownString(value, 'name');
  if (name === undefined || name === '') return undefined;
  const dist = own(value, 'dist');
  const source = own(value, 'source');
  const version = ownString(value, 'version');
  const licence = own(value, 'license');
  return {
    name,
    version,
    isDevelopment,
    requests: texts(own(value, 'require')),
    standsFor: [...texts(own(value, 'replace')), ...texts(own(value, 'provide'))].map(([other]) => other),
    shasum: isRecord(dist) ? ownString(dist, 'shasum') : undefined,
    licences: (Array.isArray(licence) ? licence : [licence]).filter((item): item is string => typeof item === 'string'),
    isOwnFolder: isRecord(dist) && ownString(dist, 'type') === 'path',
    vcsUrl: version !== undefined && isBranch(version) && isRecord(source) ? vcsUrlOf(source) : undefined,
  };
}

/** A branch has no place in the order of versions: `dev-main`, `2.x-dev`. */
function isBranch(version: string): boolean {
  return version.startsWith('dev-') || version.endsWith('-dev');
}

function vcsUrlOf(source: Record<string, unknown>): string | undefined {
  const url = ownString(source, 'url');
  const reference = ownString(source, 'reference');
  if (url === undefined || reference === undefined || ownString(source, 'type') !== 'git') return undefined;
  return `git+${withoutSecrets(url)}@${reference}`;
}

/** Name and text of each property of an object; anything else is empty. */
export function texts(value: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

/** `php`, `ext-json`, `lib-curl`, `composer-runtime-api`: no vendor, so a part of the platform and not a package. */
export function isPlatform(name: string): boolean {
  return !name.includes('/');
}
