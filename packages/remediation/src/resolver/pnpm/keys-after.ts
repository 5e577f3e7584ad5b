import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { GraphTree } from '../graph/index.ts';
import type { TreeNode } from '../npm/types.ts';
import { readDepPath } from './dep-path.ts';

/**
 * The key of every package after a change: `name@version` with the keys of what answers its peers. Fails with
 * `remediation.edit_refused` where the peers of a package cannot be told from the lock file as it was.
 */
export function keysAfter(before: GraphTree, after: GraphTree): Result<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  const open = new Set<string>();
  const split = splitNodes(before, after);
  const keyOf = (node: TreeNode): string | undefined => {
    const known = keys.get(node.path);
    if (known !== undefined) return known;
    // Packages that are each other's peers: no key of theirs holds the other's brackets.
    if (open.has(node.path)) return undefined;
    open.add(node.path);
    const key = makeKey(node);
    open.delete(node.path);
    if (key !== undefined) keys.set(node.path, key);
    return key;
  };
  const makeKey = (node: TreeNode): string | undefined => {
    const old = before.get(node.path);
    const base = node.foreign === undefined ? `${node.name}@${node.version ?? ''}` : readDepPath(node.path)?.base;
    const groups = old === undefined ? [] : readDepPath(old.path)?.peers;
    if (base === undefined || groups === undefined) return undefined;
    if (peersOf(node).join() !== (old === undefined ? '' : peersOf(old).join())) return undefined;
    const brackets: string[] = [];
    for (const group of groups) {
      const peer = peerAfter(node, group);
      const key = peer === undefined || split.has(group) ? undefined : keyOf(peer);
      if (key === undefined) return undefined;
      brackets.push(`(${key})`);
    }
    return base + brackets.join('');
  };
  /** A peer of its own is where its link leads; one of a package below it is the entry it was, moved or not. */
  const peerAfter = (node: TreeNode, group: string): TreeNode | undefined => {
    const old = before.get(group);
    const own = node.requests.find(
      (request) =>
        old !== undefined && before.get(node.path) !== undefined && before.resolve(node, request)?.path === old.path,
    );
    return own === undefined ? after.get(group) : after.resolve(node, own);
  };
  for (const node of after.nodes()) {
    if (node.role !== 'package') continue;
    if (keyOf(node) === undefined) {
      const label = `${node.name}@${node.version ?? ''}`;
      return fail(errors.edit_refused(`what answers the peers of ${label} afterwards is for pnpm to say`));
    }
  }
  return ok(keys);
}

/** Peers that are answered, by name. */
function peersOf(node: TreeNode): readonly string[] {
  return node.requests
    .flatMap(({ folder, kind }) => (kind === 'peer' || kind === 'peer-optional' ? [folder] : []))
    .sort();
}

/** Paths of nodes that some asker left while others stayed. */
function splitNodes(before: GraphTree, after: GraphTree): ReadonlySet<string> {
  const split = new Set<string>();
  for (const node of after.nodes()) {
    const was = before.get(node.path);
    if (was === undefined) continue;
    for (const request of node.requests) {
      const [old, now] = [before.resolve(was, request), after.resolve(node, request)];
      if (old !== undefined && now !== undefined && old.path !== now.path && after.get(old.path) !== undefined)
        split.add(old.path);
    }
  }
  return split;
}
