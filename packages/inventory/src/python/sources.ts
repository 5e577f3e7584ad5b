/**
 * A URL without user, password and query, so that a token in a lock file never reaches a report. Anything that is not a
 * URL with a host comes back as it is.
 */
export function withoutCredentials(url: string): string {
  const scheme = url.indexOf('://');
  if (scheme === -1) return url;
  const authority = scheme + 3;
  let pathStart = authority;
  while (pathStart < url.length && !'/?#'.includes(url[pathStart] ?? '')) pathStart++;
  const host = url.slice(authority, pathStart);
  const hostOnly = host.slice(host.lastIndexOf('@') + 1);
  let end = pathStart;
  while (end < url.length && url[end] !== '?' && url[end] !== '#') end++;
  return url.slice(0, authority) + hostOnly + url.slice(pathStart, end);
}

/** Where a package comes from when it does not come from a registry. */
export interface PackageSource {
  readonly kind: 'git' | 'hg' | 'svn' | 'bzr' | 'url';
  readonly url: string;
  readonly revision?: string;
}

/** The purl qualifiers of a source: `vcs_url` for version control, `download_url` for an archive (purl specification). */
export function sourceQualifiers(source: PackageSource): Readonly<Record<string, string>> {
  const url = withoutCredentials(source.url);
  if (source.kind === 'url') return { download_url: url };
  const revision = source.revision === undefined ? '' : `@${source.revision}`;
  const prefix = url.startsWith(`${source.kind}+`) ? '' : `${source.kind}+`;
  return { vcs_url: `${prefix}${url}${revision}` };
}
