import type { MetadataSource } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { GraphTree } from '../graph/index.ts';
import type { TreeNode } from '../npm/types.ts';
import { unknownRange } from './read-lock.ts';

const atOnce = 16;

/**
 * Asks the registry what everybody above these nodes asks for: pnpm's lock file says what answers a requirement, not the
 * requirement. Changes the tree; answers with what stood in the way.
 */
export async function learnRequirements(
  tree: GraphTree,
  copies: readonly TreeNode[],
  source: MetadataSource,
): Promise<Blockage | undefined> {
  const seen = new Set(copies.map(({ path }) => path));
  let level = [...seen];
  while (level.length > 0) {
    const above = new Set<string>();
    for (const path of level) {
      const node = tree.get(path);
      for (const { from } of node === undefined ? [] : tree.edgesInto(node)) {
        if (from.role === 'package' && !seen.has(from.path)) above.add(from.path);
      }
    }
    level = [...above];
    for (const path of level) seen.add(path);
    for (let at = 0; at < level.length; at += atOnce) {
      const problems = await Promise.all(level.slice(at, at + atOnce).map((path) => learn(tree, path, source)));
      const first = problems.find((each) => each !== undefined);
      if (first !== undefined) return first;
    }
  }
  return undefined;
}

async function learn(tree: GraphTree, path: string, source: MetadataSource): Promise<Blockage | undefined> {
  const node = tree.get(path);
  if (node?.version === undefined || node.foreign !== undefined) return undefined;
  if (!node.requests.some(({ range }) => range === unknownRange)) return undefined;
  const answer = await source.versionsOf(node.name);
  if (answer.state === 'unreachable') {
    return blockage('registry-unreachable', `The registry did not answer for ${node.name}: ${answer.reason}.`);
  }
  const meta = answer.state === 'found' ? answer.package.versions.get(node.version) : undefined;
  if (meta === undefined) return undefined;
  const requests = node.requests.map((request) => {
    const range = meta.dependencies.get(request.folder) ?? meta.optionalDependencies.get(request.folder);
    if (request.range !== unknownRange || range === undefined) return request;
    return { folder: request.folder, range, kind: request.kind };
  });
  tree.set({ ...node, requests });
  return undefined;
}
