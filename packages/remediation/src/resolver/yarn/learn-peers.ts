import type { MetadataSource } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { GraphTree } from '../graph/index.ts';
import type { Request, TreeNode } from '../npm/types.ts';

const atOnce = 16;
const mostNeighbours = 500;

/**
 * Asks the registry which packages beside these nodes need them as a peer: a yarn.lock of the first generation does not say.
 * Changes the tree; answers with what stood in the way.
 */
export async function learnPeers(
  tree: GraphTree,
  copies: readonly TreeNode[],
  source: MetadataSource,
): Promise<Blockage | undefined> {
  const names = new Set(copies.map(({ name }) => name));
  const neighbours = new Set<TreeNode>();
  for (const copy of copies) {
    for (const { from } of tree.edgesInto(copy)) {
      for (const request of from.requests) {
        const beside = tree.resolve(from, request);
        if (beside?.role === 'package' && beside.foreign === undefined) neighbours.add(beside);
      }
    }
  }
  const open = [...neighbours].slice(0, mostNeighbours);
  for (let at = 0; at < open.length; at += atOnce) {
    const answers = await Promise.all(open.slice(at, at + atOnce).map((node) => learn(tree, node, names, source)));
    const first = answers.find((each) => each !== undefined);
    if (first !== undefined) return first;
  }
  return undefined;
}

async function learn(
  tree: GraphTree,
  node: TreeNode,
  names: ReadonlySet<string>,
  source: MetadataSource,
): Promise<Blockage | undefined> {
  const answer = await source.versionsOf(node.name);
  if (answer.state === 'unreachable') {
    return blockage('registry-unreachable', `The registry did not answer for ${node.name}: ${answer.reason}.`);
  }
  const meta = answer.state === 'found' ? answer.package.versions.get(node.version ?? '') : undefined;
  const peers = [...(meta?.peerDependencies ?? [])]
    .filter(([folder]) => names.has(folder) && !node.requests.some((each) => each.folder === folder))
    .map(
      ([folder, range]): Request => ({
        folder,
        range,
        kind: meta?.optionalPeers.has(folder) === true ? 'peer-optional' : 'peer',
      }),
    );
  if (peers.length > 0) tree.set({ ...node, requests: [...node.requests, ...peers] });
  return undefined;
}
