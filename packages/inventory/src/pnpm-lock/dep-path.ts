/** What a key of `packages` or `snapshots` says by itself. */
export interface DepPath {
  /** The key without the suffix of peers and patch: the key in version 9's `packages`. */
  readonly base: string;
  readonly name: string;
  /** A version, or what stands in its place: a URL, a path, a commit. */
  readonly reference: string;
  /** `patch_hash` of the suffix. */
  readonly patchHash?: string;
}

/**
 * Reads a key: `/@s/n/1.0.0_peers` (5), `/@s/n@1.0.0(peers)` (6), `@s/n@1.0.0(peers)` (9), with a registry's host
 * before the slash, or `file:…` and `host/owner/repository/commit`, whose name is only in the entry (`name` is empty).
 */
export function readDepPath(key: string): DepPath {
  const paren = key.indexOf('(');
  const base = paren === -1 ? key : key.slice(0, paren);
  const patchHash = /\(patch_hash=([0-9a-z]+)\)/.exec(key.slice(base.length))?.[1];
  const patch = patchHash === undefined ? {} : { patchHash };
  if (base.startsWith('file:')) return { base, name: '', reference: base, ...patch };
  const path = withoutHost(base);
  const nameEnd = path.startsWith('@') ? path.indexOf('/') + 1 : 0;
  const at = path.indexOf('@', Math.max(nameEnd, 1));
  const bar = path.indexOf('/', nameEnd);
  if (at > nameEnd && (bar === -1 || at < bar)) {
    return { base, name: path.slice(0, at), reference: path.slice(at + 1), ...patch };
  }
  if (bar <= nameEnd || path.includes('/', bar + 1)) return { base, name: '', reference: base, ...patch };
  const peers = path.indexOf('_', bar);
  return {
    base,
    name: path.slice(0, bar),
    reference: path.slice(bar + 1, peers === -1 ? path.length : peers),
    ...patch,
  };
}

/** The key after its leading slash, or after the host of `registry.host/name/1.0.0`, which has a dot or a port. */
function withoutHost(base: string): string {
  const slash = base.indexOf('/');
  const head = slash === -1 ? '' : base.slice(0, slash);
  const isHost = slash === 0 || (!head.includes('@') && (head.includes('.') || head.includes(':')));
  return isHost ? base.slice(slash + 1) : base;
}

/** Whether a reference is a plain version and not a URL, a path or a tag. */
export function isVersion(reference: string): boolean {
  const first = reference.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 && !reference.includes('/') && !reference.includes(':');
}

/** Whether a reference points at a folder of the project's own, which is no package of a registry. */
export function isLocal(reference: string): boolean {
  return reference.startsWith('link:') || reference.startsWith('workspace:') || reference.startsWith('portal:');
}

/** Finds the key that a dependency's value means; `undefined` where no entry has it. */
export type KeyFinder = (alias: string, reference: string) => string | undefined;

/**
 * A finder for one document. The value is a version, joined with the alias as the file's layout does it, or the whole
 * key of an aliased, git or tarball package. Which layout it is shows in the keys.
 */
export function createKeyFinder(keys: ReadonlyMap<string, unknown>): KeyFinder {
  const join = joinOf(keys);
  return (alias, reference) => {
    const joined = join(alias, reference);
    if (keys.has(joined)) return joined;
    return [reference, `/${reference}`, `${alias}@${reference}`].find((key) => keys.has(key));
  };
}

function joinOf(keys: ReadonlyMap<string, unknown>): (alias: string, reference: string) => string {
  for (const key of keys.keys()) {
    if (!key.startsWith('/')) continue;
    const { name } = readDepPath(key);
    if (name === '') continue;
    return key.charCodeAt(name.length + 1) === 0x40 ? (a, r) => `/${a}@${r}` : (a, r) => `/${a}/${r}`;
  }
  return (alias, reference) => `${alias}@${reference}`;
}
