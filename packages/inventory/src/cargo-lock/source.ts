import { createPurl } from '../purl/index.ts';

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

/** An address without user, password and query: what may be in a report. */
function split(url: string): { address: string; revision: string } {
  const hash = url.indexOf('#');
  const revision = hash === -1 ? '' : url.slice(hash + 1);
  let address = hash === -1 ? url : url.slice(0, hash);
  const query = address.indexOf('?');
  if (query !== -1) address = address.slice(0, query);
  const start = address.indexOf('://') + 3;
  if (start > 2) {
    const slash = address.indexOf('/', start);
    const at = address.lastIndexOf('@', slash === -1 ? address.length : slash);
    if (at >= start) address = address.slice(0, start) + address.slice(at + 1);
  }
  return { address, revision };
}
