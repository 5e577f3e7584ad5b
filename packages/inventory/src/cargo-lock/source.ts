import { createPurl } from '../purl/index.ts';
import { withoutSecrets } from '../redaction/index.ts';

/** The registry that crates without another one come from, by the end of its index address. */
const defaultIndex = '/crates.io-index';

/** The purl of a crate: one from another registry or from git says where it is from. */
export function purlOf(name: string, version: string, source: string | undefined): string {
  const plus = source?.indexOf('+') ?? -1;
  if (source === undefined || plus === -1) return createPurl('crates.io', name, version);
  const kind = source.slice(0, plus);
  const { address, revision } = split(source.slice(plus + 1));
  if (kind === 'git') {
    const at = revision === '' ? '' : `@${revision}`;
    return createPurl('crates.io', name, version, { vcs_url: `git+${address}${at}` });
  }
  const isDefault = address.endsWith(defaultIndex) || kind === 'directory' || kind === 'local-registry';
  return isDefault
    ? createPurl('crates.io', name, version)
    : createPurl('crates.io', name, version, { repository_url: address });
}

/** An address without secrets, and the revision behind it. */
function split(url: string): { address: string; revision: string } {
  const clean = withoutSecrets(url);
  const hash = clean.indexOf('#');
  return hash === -1
    ? { address: clean, revision: '' }
    : { address: clean.slice(0, hash), revision: clean.slice(hash + 1) };
}
