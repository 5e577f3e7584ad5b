import { withoutSecrets } from '../redaction/index.ts';

/** An address without user, password, query and fragment; anything else comes back as it is. */
export function withoutCredentials(url: string): string {
  if (!url.includes('://')) return url;
  const clean = withoutSecrets(url);
  const hash = clean.indexOf('#');
  return hash === -1 ? clean : clean.slice(0, hash);
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
