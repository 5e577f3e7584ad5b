import { compare } from 'semver';
import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Edge, Tree } from '../tree-shape.ts';
import { placedNode } from './lock-entry.ts';
import { answers } from './spec.ts';
import { basesOf, under } from './tree.ts';
import type { Request, TreeNode } from './types.ts';

/** A node to look at: all that it asks for, or one folder only, so that what was wrong before is left alone. */
export interface Dirty {
  readonly path: string;
  readonly folder?: string;
}

/** Chooses the version for a requirement that nothing in the tree answers. */
export type Choose = (edge: Edge, name: string, found: TreeNode | undefined) => Promise<VersionMetadata | Blockage>;

/** How a tree is settled. */
export interface SettleOptions {
  readonly choose: Choose;
  readonly withResolved: boolean;
  /** Whether a node that is there may answer one more requirement; npm's placement finds such by itself. */
  readonly mayReuse?: (node: TreeNode) => boolean;
}

/** Gives every dirty node what it asks for, in a manager's way; answers with what could not be satisfied. */
export type Settle = (tree: Tree, dirty: readonly Dirty[], options: SettleOptions) => Promise<Blockage[]>;

const maxSteps = 5_000;

/**
 * Gives every dirty node what it asks for, in npm's way: a missing or unfitting package is put as high as it disturbs nobody.
 * Changes the tree; answers with what could not be satisfied.
 */
export async function settle(tree: Tree, dirty: readonly Dirty[], options: SettleOptions): Promise<Blockage[]> {
  const problems: Blockage[] = [];
  const open = [...dirty];
  let steps = 0;
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const node = tree.get(next.path);
    if (node === undefined || node.role === 'link') continue;
    for (const request of node.requests) {
      if (next.folder !== undefined && next.folder !== request.folder) continue;
      // Its archive brings this one along.
      if (node.bundles.has(request.folder)) continue;
      steps += 1;
      if (steps > maxSteps)
        return [...problems, blockage('resolver-failed', `The tree did not settle after ${maxSteps} steps.`)];
      const answer = await satisfy(tree, node, request, options);
      if ('code' in answer) problems.push(answer);
      else open.push(...answer.dirty);
    }
  }
  return problems;
}

async function satisfy(
  tree: Tree,
  from: TreeNode,
  request: Request,
  { choose, withResolved }: SettleOptions,
): Promise<Blockage | { dirty: readonly Dirty[] }> {
  const found = tree.resolve(from, request);
  const edge = tree.edge(from, request);
  if (found !== undefined && tree.holds(edge, found)) return { dirty: [] };
  if (found === undefined && request.kind === 'peer-optional') return { dirty: [] };
  const asked = `${labelOf(from)} asks for ${request.folder}@${request.range}`;
  if (found !== undefined && (request.kind === 'peer' || request.kind === 'peer-optional')) {
    return blockage('peer-conflict', `${asked} as a peer and would find ${found.version ?? 'another one'}.`);
  }
  if (edge.spec.type === 'other') {
    return blockage('resolver-failed', `${asked}, which no registry answers.`);
  }
  const name = edge.spec.type === 'alias' ? edge.spec.name : request.folder;
  // Where others keep what is there, this becomes a copy of its own, and nothing of it has to stay low.
  const isKept = found !== undefined && tree.edgesInto(found).some((each) => tree.holds(each, found));
  const lifted = isKept && found.name === name ? await choose(edge, name, found) : undefined;
  const meta =
    lifted !== undefined && found !== undefined && !('code' in lifted) && suitsThem(tree, found, lifted.version)
      ? lifted
      : await choose(edge, name, isKept ? undefined : found);
  if ('code' in meta) return request.kind === 'optional' && meta.code !== 'registry-unreachable' ? { dirty: [] } : meta;
  if (meta.bundled.size > 0) {
    return blockage(
      'resolver-failed',
      `${name}@${meta.version} brings packages in its archive that the registry does not describe.`,
    );
  }
  const base = placeFor(tree, edge, name, meta.version);
  const node = placedNode({ path: under(base, request.folder), folder: request.folder, name, meta, withResolved });
  tree.set(node);
  // Those who find another package from now on are looked at again.
  const others = tree.edgesInto(node).filter((each) => !tree.holds(each, node));
  return { dirty: [{ path: node.path }, ...others.map((each) => ({ path: each.from.path, folder: request.folder }))] };
}

/** Whether all who are content with a node would be so with another version of it: then it moves up as little as it must. */
function suitsThem(tree: Tree, node: TreeNode, version: string): boolean {
  return tree.edgesInto(node).every((each) => !tree.holds(each, node) || tree.holds(each, { ...node, version }));
}

/** The highest folder at which the package disturbs nobody (npm's placement, without its preference for fewer copies). */
function placeFor(tree: Tree, { from, request }: Edge, name: string, version: string): string {
  const isPeer = request.kind === 'peer';
  const bases = basesOf(from.path, isPeer && from.role === 'package').filter((base) => isRoom(tree, base));
  let best = bases[0] ?? '';
  for (const base of bases) {
    const held = tree.get(under(base, request.folder));
    const disturbed = disturbs(tree, base, from, request, name, version);
    if (held !== undefined) {
      const fits =
        held.role === 'package' && held.name === name && compare(version, held.version ?? '0.0.0', true) >= 0;
      if (fits && !disturbed) best = base;
      break;
    }
    if (disturbed) break;
    best = base;
  }
  return best;
}

/** A folder of a project, or of a package that is there. */
function isRoom(tree: Tree, base: string): boolean {
  return base === '' || tree.get(base) !== undefined;
}

/** Whether somebody other than the asker would find the package there and could not use it. */
function disturbs(tree: Tree, base: string, asker: TreeNode, request: Request, name: string, version: string): boolean {
  const seen = tree.resolve({ ...asker, path: base, role: 'project' }, request);
  if (seen === undefined) return false;
  return tree.edgesInto(seen).some((edge) => {
    if (edge.from.path === asker.path && edge.request.folder === request.folder) return false;
    const inside = base === '' || edge.from.path === base || edge.from.path.startsWith(`${base}/`);
    const { spec } = edge;
    if (!inside) return false;
    if (spec.type === 'other') return true;
    return !answers(spec, request.folder, name, version);
  });
}

/** `name@version`, or what the project is called. */
export function labelOf({ role, path, name, version }: TreeNode): string {
  if (role === 'project') return path === '' ? 'package.json' : `${path}/package.json`;
  return version === undefined ? name : `${name}@${version}`;
}
