import type { VersionMetadata } from '../../registries/types.ts';
import type { Edge } from '../tree-shape.ts';
import { inRange, isRange } from './spec.ts';
import type { TreeNode } from './types.ts';

/** Whether what a version asks for in a folder is one of some versions, or nothing. Many versions ask with the same words. */
export function takesOneOf(folder: string, versions: readonly string[]): (meta: VersionMetadata) => boolean {
  const known = new Map<string, boolean>();
  return (meta) => {
    const range = rangeIn(meta, folder);
    if (range === undefined) return true;
    const held = known.get(range) ?? (isRange(range) && versions.some((each) => inRange(each, range)));
    known.set(range, held);
    return held;
  };
}

/** Whether a requirement takes another version of the node; what is no range takes none. */
export function reaches({ spec }: Edge, node: TreeNode, version: string): boolean {
  if (spec.type === 'other') return false;
  return (spec.type === 'alias' ? spec.name : node.folder) === node.name && inRange(version, spec.range);
}

/** What a version asks for in a folder, as a dependency or as a peer that has to be there. */
export function rangeIn(meta: VersionMetadata, folder: string): string | undefined {
  const peer = meta.optionalPeers.has(folder) ? undefined : meta.peerDependencies.get(folder);
  return meta.dependencies.get(folder) ?? meta.optionalDependencies.get(folder) ?? peer;
}
