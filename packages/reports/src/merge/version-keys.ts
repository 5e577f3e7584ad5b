import { compare, sortVersions } from '@maximus/versions';

/**
 * For each version of one package the spelling that stands for it: two tools may write one version in two ways
 * (`v1.2.3` and `1.2.3` in Go, `1.0` and `1.0.0` in PyPI). Versions that the scheme rejects stand for themselves.
 */
export function versionKeys(ecosystem: string, versions: Iterable<string>): ReadonlyMap<string, string> {
  const distinct = [...new Set(versions)].sort();
  const keys = new Map(distinct.map((version) => [version, version]));
  const order = sortVersions(ecosystem, distinct);
  if (!order.ok) return keys;
  let previous: string | undefined;
  for (const version of order.value.sorted) {
    const equal = previous === undefined ? undefined : compare(ecosystem, previous, version);
    if (previous !== undefined && equal?.ok === true && equal.value === 0) keys.set(version, previous);
    else previous = version;
  }
  return keys;
}
