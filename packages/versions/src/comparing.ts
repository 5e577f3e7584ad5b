import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { schemeFor } from './ecosystems.ts';
import { errors } from './errors.ts';
import type { Distance, ParsedVersion, VersionScheme } from './types.ts';

/** Versions in ascending order; what the scheme rejects is beside them, in the order given. */
export interface SortedVersions {
  readonly sorted: readonly string[];
  readonly invalid: readonly { readonly version: string; readonly error: AppError }[];
}

/** Orders two versions as published: negative, zero or positive. Fails with `versions.invalid` or `versions.unknown_ecosystem`. */
export function compare(ecosystem: string, a: string, b: string): Result<number> {
  return both(ecosystem, a, b, (scheme, x, y) => ok(scheme.order(x, y)));
}

/** The class of change from one version to another. Fails as `compare` does. */
export function distance(ecosystem: string, from: string, to: string): Result<Distance> {
  return both(ecosystem, from, to, (scheme, x, y) => ok(scheme.distance(x, y)));
}

/** Sorts as published, equal versions in the order given. Invalid ones are reported, never lost. */
export function sortVersions(ecosystem: string, versions: readonly string[]): Result<SortedVersions> {
  const scheme = schemeFor(ecosystem);
  if (scheme === undefined) return fail(unknown(ecosystem));
  const { parsed, invalid } = parseAll(scheme, versions);
  parsed.sort((a, b) => scheme.order(a, b));
  return ok({ sorted: parsed.map((version) => version.raw), invalid });
}

/**
 * The lowest of the versions that satisfies a requirement; nothing where none does. Versions that do not parse never do;
 * a pre-release is the answer only where no release satisfies.
 * Fails with `versions.invalid_constraint`, `versions.unknown_ecosystem` or `versions.no_constraints`.
 */
export function lowestSatisfying(
  ecosystem: string,
  versions: readonly string[],
  constraint: string,
): Result<string | undefined> {
  const scheme = schemeFor(ecosystem);
  if (scheme === undefined) return fail(unknown(ecosystem));
  if (scheme.constraint === undefined) {
    return fail(errors.no_constraints(`${ecosystem} has no requirement language here`));
  }
  const wanted = scheme.constraint(constraint);
  if (!wanted.ok) return wanted;
  let lowest: ParsedVersion | undefined;
  for (const version of parseAll(scheme, versions).parsed) {
    if (!wanted.value.allows(version.raw)) continue;
    if (lowest === undefined || isBetter(scheme, version, lowest)) lowest = version;
  }
  return ok(lowest?.raw);
}

/** The failure for an ecosystem that has no order here. */
export function unknown(ecosystem: string): AppError {
  return errors.unknown_ecosystem(`versions of ${JSON.stringify(ecosystem)} cannot be compared: no order is known`, {
    ecosystem,
  });
}

function isBetter(scheme: VersionScheme, a: ParsedVersion, b: ParsedVersion): boolean {
  const early = Number(scheme.isPrerelease(a)) - Number(scheme.isPrerelease(b));
  return early < 0 || (early === 0 && scheme.order(a, b) < 0);
}

function both<T>(
  ecosystem: string,
  a: string,
  b: string,
  use: (scheme: VersionScheme, a: ParsedVersion, b: ParsedVersion) => Result<T>,
): Result<T> {
  const scheme = schemeFor(ecosystem);
  if (scheme === undefined) return fail(unknown(ecosystem));
  const x = scheme.parse(a);
  if (!x.ok) return x;
  const y = scheme.parse(b);
  return y.ok ? use(scheme, x.value, y.value) : y;
}

function parseAll(
  scheme: VersionScheme,
  versions: readonly string[],
): { readonly parsed: ParsedVersion[]; readonly invalid: { readonly version: string; readonly error: AppError }[] } {
  const parsed: ParsedVersion[] = [];
  const invalid: { readonly version: string; readonly error: AppError }[] = [];
  for (const version of versions) {
    const result = scheme.parse(version);
    if (result.ok) parsed.push(result.value);
    else invalid.push({ version, error: result.error });
  }
  return { parsed, invalid };
}
