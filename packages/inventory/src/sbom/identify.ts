import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { formatPurl, type Purl, packageOfPurl, parsePurl } from '../purl/index.ts';
import type { SbomEntry } from './model.ts';

/** What advisories call a package. */
export interface Identity {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
  readonly purl: string;
}

/** Ecosystems whose advisories are kept per release; without it nothing can be looked up. */
const perRelease = new Set(['Alpine', 'Debian', 'Ubuntu']);

/**
 * The identity of an entry by its package URL. Fails with `inventory.purl_invalid` for a bad one,
 * `inventory.type_uncovered` for a type that no advisory ecosystem covers and `inventory.release_unknown` without a release.
 */
export function identify(path: string, entry: SbomEntry): Result<Identity, AppError> {
  const where = { file: path, ...(entry.line === undefined ? {} : { line: entry.line }) };
  const parsed = parsePurl(entry.purl ?? '');
  if (!parsed.ok) return fail(errors.purl_invalid(parsed.error.message, where));
  const purl = parsed.value.version === undefined ? withVersion(parsed.value, entry.version) : parsed.value;
  const named = packageOfPurl(purl);
  if (named === undefined) {
    return fail(
      errors.type_uncovered(`no advisories are kept for packages of type "${purl.type.slice(0, 40)}"`, where),
    );
  }
  if (perRelease.has(named.ecosystem)) {
    return fail(errors.release_unknown(`packages of ${named.ecosystem} do not say of which release they are`, where));
  }
  return ok({ ...named, purl: formatPurl(purl) });
}

/** Documents put ranges into the version field too; only what reads as one version is taken. */
function withVersion(purl: Purl, version: string | undefined): Purl {
  return version !== undefined && /^v?[0-9][^\s,|*<>=^~]*$/.test(version) ? { ...purl, version } : purl;
}
