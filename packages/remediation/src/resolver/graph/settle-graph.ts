import { compare } from 'semver';
import { type Blockage, blockage } from '../blockage.ts';
import { placedNode } from '../npm/lock-entry.ts';
import { type Dirty, labelOf, type Settle, type SettleOptions } from '../npm/settle.ts';
import type { Request, TreeNode } from '../npm/types.ts';
import type { Edge, Tree } from '../tree-shape.ts';
import { GraphTree } from './graph-tree.ts';

const maxSteps = 5_000;

/** Gives every dirty node what it asks for: what is there and fits, else the version that is chosen, linked to the asker. */
export const settleGraph: Settle = async (tree, dirty, options) => {
  const graph = graphOf(tree);
  const problems: Blockage[] = [];
  const open: Dirty[] = [...dirty];
  let steps = 0;
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const node = graph.get(next.path);
    for (const request of node?.requests ?? []) {
      if (node === undefined || (next.folder !== undefined && !isAbout(graph, node, request, next.folder))) continue;
      steps += 1;
      if (steps > maxSteps)
        return [...problems, blockage('resolver-failed', `The tree did not settle after ${maxSteps} steps.`)];
      const answer = await satisfy(graph, node, request, options);
      if ('code' in answer) problems.push(answer);
      else open.push(...answer.dirty);
    }
  }
  return problems;
};

function graphOf(tree: Tree): GraphTree {
  if (tree instanceof GraphTree) return tree;
  throw new TypeError('a graph is settled, not a tree of folders');
}

/** Dirty folders are package names where a node moved, and the asker's own word where its requirement changed. */
function isAbout(tree: GraphTree, node: TreeNode, request: Request, folder: string): boolean {
  if (request.folder === folder) return true;
  const { spec } = tree.edge(node, request);
  return spec.type === 'alias' && spec.name === folder;
}

async function satisfy(
  tree: GraphTree,
  from: TreeNode,
  request: Request,
  options: SettleOptions,
): Promise<Blockage | { readonly dirty: readonly Dirty[] }> {
  const found = tree.resolve(from, request);
  const edge = tree.edge(from, request);
  if (found !== undefined && tree.holds(edge, found)) return { dirty: [] };
  const asked = `${labelOf(from)} asks for ${request.folder}@${request.range}`;
  if (from.role === 'package' && (request.kind === 'peer' || request.kind === 'peer-optional')) {
    if (found === undefined && request.kind === 'peer-optional') return { dirty: [] };
    return blockage('peer-conflict', `${asked} as a peer and would find ${found?.version ?? 'none'}.`);
  }
  if (edge.spec.type === 'other') return blockage('resolver-failed', `${asked}, which no registry answers.`);
  const name = edge.spec.type === 'alias' ? edge.spec.name : request.folder;
  const there = reusable(tree, edge, name, options);
  if (there !== undefined) {
    tree.link(from, request, there.path);
    return { dirty: [] };
  }
  const isKept = found !== undefined && tree.edgesInto(found).some((each) => tree.holds(each, found));
  const meta = await options.choose(edge, name, isKept ? undefined : found);
  if ('code' in meta) return request.kind === 'optional' && meta.code !== 'registry-unreachable' ? { dirty: [] } : meta;
  const moves = found !== undefined && !isKept && found.name === name && found.role === 'package';
  const path = moves ? found.path : freePath(tree, `${name}@${meta.version}`);
  tree.set(placedNode({ path, folder: name, name, meta, withResolved: true }));
  tree.link(from, request, path);
  return { dirty: [{ path }] };
}

/** The highest version that is there and answers. */
function reusable(tree: GraphTree, edge: Edge, name: string, { mayReuse }: SettleOptions): TreeNode | undefined {
  return [...tree.nodes()]
    .filter((node) => node.role === 'package' && node.name === name && node.foreign === undefined)
    .filter((node) => node.version !== undefined && tree.holds(edge, node) && (mayReuse?.(node) ?? true))
    .sort((a, b) => compare(b.version ?? '', a.version ?? '', true))[0];
}

/** A label that no node carries: one that moved keeps the label it was read with. */
function freePath(tree: GraphTree, label: string): string {
  let path = label;
  for (let at = 2; tree.get(path) !== undefined; at += 1) path = `${label}~${at}`;
  return path;
}
