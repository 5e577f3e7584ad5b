import type { VersionMetadata } from '../../registries/types.ts';
import type { LockedTree } from '../tree-shape.ts';
import { isStronger } from './digest-strength.ts';

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
    if (isStronger(integrity, digests.get(label) ?? '')) digests.set(label, integrity);
  }
  digestsOf.set(lock, digests);
  return digests;
}
