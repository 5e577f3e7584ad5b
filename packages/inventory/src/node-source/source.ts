import { createPurl } from '../purl/index.ts';
import { withoutSecrets } from '../redaction/index.ts';

/** Where the bytes of an entry come from. */
export type Source =
  | { readonly kind: 'registry' }
  | { readonly kind: 'git'; readonly url: string }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'file' };

const registry: Source = { kind: 'registry' };
const hosted = /^(?:github|gitlab|bitbucket|gist):/;
const git = /^(?:git(?:\+[a-z]+)?|ssh):/;

/**
 * Reads the `resolved` of an entry, or the `version` of a version 1 lock that holds a specifier. Without either, the
 * registry is meant (`omit-lockfile-registry-resolved`).
 */
export function sourceOf(resolved: string | undefined, name: string): Source {
  if (resolved === undefined || resolved === '') return registry;
  const isHttp = resolved.startsWith('https:') || resolved.startsWith('http:');
  if (isHttp && (resolved.includes('/-/') || resolved.includes(`/download/${name}/`))) return registry;
  if (git.test(resolved) || hosted.test(resolved) || resolved.includes('.git#')) {
    return { kind: 'git', url: withoutSecrets(resolved) };
  }
  if (isHttp) return { kind: 'remote', url: withoutSecrets(resolved) };
  return resolved.startsWith('file:') ? { kind: 'file' } : registry;
}

/** The purl of an entry: one that is not from a registry says where it is from. */
export function purlOf(name: string, version: string | undefined, source: Source): string {
  if (source.kind === 'git') return createPurl('npm', name, version, { vcs_url: source.url.replace('#', '@') });
  if (source.kind === 'remote') return createPurl('npm', name, version, { download_url: source.url });
  return createPurl('npm', name, version);
}
