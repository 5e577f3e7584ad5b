import type { VersionMetadata } from '../../registries/types.ts';
import type { LockedTree } from '../tree-shape.ts';

/** Algorithms of digests, strongest first (W3C Subresource Integrity; sha1 is what older lock files have). */
const algorithms = ['sha512-', 'sha384-', 'sha256-', 'sha1-'];

const digestsOf = new WeakMap<LockedTree, ReadonlyMap<string, string>>();

/**
 * A version with the digest that the lock file gives to it in another place already: an archive that was pinned once stays
 * pinned to the same bytes, also where the registry names them by another algorithm today.
 */
export function asLocked(meta: VersionMetadata, name: string, lock: LockedTree): VersionMetadata {
  const integrity = digestsIn(lock).get(`${name}@${meta.version}`);
  return integrity === undefined || integrity === meta.integrity ? meta : { ...meta, integrity };
}

function digestsIn(lock: LockedTree): ReadonlyMap<string, string> {
  const known = digestsOf.get(lock);
  if (known !== undefined) return known;
  const digests = new Map<string, string>();
  for (const { name, version, role, foreign, entry } of lock.tree.nodes()) {
    const { integrity } = entry;
    if (role !== 'package' || foreign !== undefined || typeof integrity !== 'string') continue;
    const label = `${name}@${version ?? ''}`;
    if (strength(integrity) < strength(digests.get(label) ?? '')) digests.set(label, integrity);
  }
  digestsOf.set(lock, digests);
  return digests;
}

/** Place among the algorithms; smaller is stronger. */
function strength(integrity: string): number {
  const at = algorithms.findIndex((algorithm) => integrity.startsWith(algorithm));
  return at < 0 ? algorithms.length : at;
}
