import { compare } from 'semver';
import type { Job } from '../../plan/finding.ts';
import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import { keeps, type LockedTree, type Tree } from '../tree-shape.ts';
import { placedNode } from './lock-entry.ts';
import { asLocked } from './locked-digest.ts';
import { type Moves, wishedOf } from './moves.ts';
import type { Offers } from './offers.ts';
import { type Choose, type Dirty, labelOf, type Settle, type SettleOptions } from './settle.ts';
import { inRange } from './spec.ts';
import type { OverrideRule, TreeNode } from './types.ts';

/** How far a new override rule can be limited: to one parent, to one requirement of a parent, or not at all. */
export type OverrideScope = 'parent' | 'requirement' | 'everywhere';

/** What a tree is tried with. */
export interface RealiseContext {
  readonly lock: LockedTree;
  readonly rules: readonly OverrideRule[];
  readonly offers: Offers;
  readonly job: Job;
  readonly settle: Settle;
  readonly overrideScope: OverrideScope;
}

/** The tree that moves lead to, and what in it does not fit. */
export interface Realised {
  readonly tree: Tree;
  readonly problems: readonly Blockage[];
}

const maxRounds = 8;

const foldersOf = new WeakMap<LockedTree, ReadonlySet<string>>();

/** Every name under which the lock file has a package. */
function foldersIn(lock: LockedTree): ReadonlySet<string> {
  const known = foldersOf.get(lock) ?? new Set([...lock.tree.nodes()].map(({ folder }) => folder));
  foldersOf.set(lock, known);
  return known;
}

/** Makes the moves in a copy of the tree, settles it, moves what is to move, and drops what nobody asks for any more. */
export async function realise(moves: Moves, context: RealiseContext): Promise<Realised> {
  const { lock, settle } = context;
  const tree = lock.tree.copy();
  const problems: Blockage[] = [];
  const withResolved = lock.hasResolved;
  const mayReuse = (node: TreeNode) => !isTarget(node, context.offers, context.job);
  const choose = chooser(moves, context);
  const options: SettleOptions = {
    choose: async (edge, name, found) => {
      const chosen = await choose(edge, name, found);
      if ('code' in chosen) return chosen;
      const locked = foldersIn(lock);
      context.offers.askAhead(chosen.dependencies.keys().filter((each) => !locked.has(each)));
      return asLocked(chosen, name, lock);
    },
    withResolved,
    mayReuse,
  };
  problems.push(
    ...(await settle(tree, [...applyRanges(tree, moves), ...applyOverrides(tree, moves, context)], options)),
  );
  prune(tree, lock);
  for (let round = 0; round < maxRounds; round += 1) {
    const moved: string[] = [];
    // All of them before any is settled: what one leaves behind, another may no longer ask for.
    for (const node of nodesToMove(tree, moves, context)) {
      const meta = await bestFor(tree, node, moves, context);
      if (meta === undefined) continue;
      const { path, folder, name } = node;
      tree.set(placedNode({ path, folder, name, meta: asLocked(meta, name, lock), withResolved }));
      moved.push(path);
    }
    const dirty = moved.flatMap((path) => aroundOf(tree, path));
    problems.push(...(await settle(tree, dirty, options)));
    prune(tree, lock);
    if (moved.length === 0) break;
  }
  tree.unite?.(lock.tree);
  dropRepeated(tree, lock.tree);
  prune(tree, lock);
  return { tree, problems };
}

function applyRanges(tree: Tree, { ranges }: Moves): Dirty[] {
  return ranges.flatMap(({ project, folder, to }) => {
    const node = tree.get(project);
    if (node === undefined) return [];
    const requests = node.requests.map((each) => (each.folder === folder ? { ...each, range: to } : each));
    tree.set({ ...node, requests });
    return [{ path: project, folder }];
  });
}

function applyOverrides(tree: Tree, { overrides, rules: changed }: Moves, { rules }: RealiseContext): Dirty[] {
  if (overrides.length === 0 && changed.size === 0) return [];
  const ruled = changed.size === 0 ? [] : [...tree.nodes()].flatMap((node) => ruledBy(tree, node, changed));
  const kept = rules.flatMap((rule) => {
    const value = changed.get(rule.text);
    if (value !== undefined) return [{ ...rule, value }];
    return changed.has(rule.text) ? [] : [rule];
  });
  const tried = overrides.map(({ parent, parentRange, name, version, keyRange }) => ({
    name,
    ...(keyRange === undefined ? {} : { keyRange }),
    value: version,
    below: parent === undefined ? [] : [{ name: parent, ...(parentRange === undefined ? {} : { range: parentRange }) }],
    text: `an override of ${name} = ${version}${parent === undefined ? '' : ` below ${parent}@${parentRange ?? '*'}`}`,
  }));
  tree.setRules([...tried, ...kept]);
  const names = new Set(overrides.map(({ name }) => name));
  const added = [...tree.nodes()].flatMap((node) =>
    node.requests.filter(({ folder }) => names.has(folder)).map(({ folder }) => ({ path: node.path, folder })),
  );
  return [...ruled, ...added];
}

/** What a node asks for under one of these rules. */
function ruledBy(tree: Tree, node: TreeNode, rules: Moves['rules']): Dirty[] {
  return node.requests
    .filter((request) => rules.has(tree.edge(node, request).rule?.text ?? ''))
    .map(({ folder }) => ({ path: node.path, folder }));
}

/** The node itself, and whoever asks for it and finds it unfit. */
function aroundOf(tree: Tree, path: string): Dirty[] {
  const node = tree.get(path);
  if (node === undefined) return [];
  const unfit = tree.edgesInto(node).filter((edge) => !tree.holds(edge, node));
  return [{ path }, ...unfit.map(({ from }) => ({ path: from.path, folder: node.folder }))];
}

/** Those that are wished for and not there yet, then the copies that a target still speaks of; parents first. */
function nodesToMove(tree: Tree, { wishes }: Moves, { offers, job }: RealiseContext): readonly TreeNode[] {
  const isMovable = ({ role, foreign, inBundle }: TreeNode) => role === 'package' && foreign === undefined && !inBundle;
  const wished = [...wishes].flatMap(([path, { name, versions }]) => {
    const node = tree.get(path);
    return node?.version === undefined || node.name !== name || versions.includes(node.version) ? [] : [node];
  });
  const affected = [...tree.nodes()].filter((node) => isTarget(node, offers, job) && !wished.includes(node));
  return [...wished, ...affected].filter(isMovable);
}

/** Whether a target of the job speaks of this very node. */
export function isTarget(node: TreeNode, offers: Offers, { name, groups }: Job): boolean {
  if (node.role !== 'package' || node.name !== name || node.version === undefined) return false;
  return [...offers.judge(node.name, node.version).hits].some((group) => groups.has(group));
}

/** The best version on which those who ask for the node agree; where they cannot, the one that suits most of them. */
async function bestFor(
  tree: Tree,
  node: TreeNode,
  moves: Moves,
  { offers, job }: RealiseContext,
): Promise<VersionMetadata | undefined> {
  const current = node.version;
  if (current === undefined) return undefined;
  const offered = await offers.search({
    name: node.name,
    current,
    tolerated: toleratedOf(node, offers, job),
    mayGoDown: job.mayGoDown && node.name === job.name,
  });
  if ('blocked' in offered) return undefined;
  const named = moves.wishes.get(node.path)?.versions ?? wishedOf(moves, node.name);
  const versions = offered.versions.filter(({ version }) => named === undefined || named.includes(version));
  const edges = tree.edgesInto(node);
  const suits = (meta: VersionMetadata) =>
    edges.filter((edge) => edge.spec.type !== 'other' && tree.holds(edge, { ...node, version: meta.version })).length;
  const picked = moves.picks.get(node.name);
  const isAgreed = (meta: VersionMetadata) => suits(meta) === edges.length;
  const agreed = versions.find((meta) => meta.version === picked && isAgreed(meta)) ?? versions.find(isAgreed);
  if (agreed !== undefined) return agreed;
  const everyoneHasOne = edges.every(
    (edge) =>
      edge.spec.type !== 'other' && versions.some((meta) => tree.holds(edge, { ...node, version: meta.version })),
  );
  if (!everyoneHasOne) return undefined;
  return versions.reduce<VersionMetadata | undefined>(
    (best, meta) => (best === undefined || suits(meta) > suits(best) ? meta : best),
    undefined,
  );
}

/** Groups that speak of a node already and need not go with this job. */
export function toleratedOf(node: TreeNode, offers: Offers, { groups, name }: Job): ReadonlySet<string> {
  if (node.version === undefined) return new Set();
  const { hits, undecided } = offers.judge(node.name, node.version);
  return new Set([...hits, ...undecided].filter((group) => node.name !== name || !groups.has(group)));
}

function chooser(moves: Moves, { offers, job }: RealiseContext): Choose {
  return async (edge, name, found) => {
    const named = wishedOf(moves, name);
    const picked = moves.picks.get(name);
    const isSame = found !== undefined && found.name === name && found.version !== undefined;
    const tolerated = isSame ? toleratedOf(found, offers, job) : new Set<string>();
    const fits = ({ version }: VersionMetadata) =>
      (named === undefined || named.includes(version)) &&
      edge.spec.type !== 'other' &&
      inRange(version, edge.spec.range);
    if (isSame) {
      // What is there moves up as little as it must.
      const above = await offers.search({
        name,
        current: found.version ?? '',
        tolerated,
        mayGoDown: job.mayGoDown && name === job.name,
      });
      if ('blocked' in above) return above.blocked;
      const lowest = above.versions.find((each) => each.version === picked && fits(each)) ?? above.versions.find(fits);
      if (lowest !== undefined) return lowest;
    }
    const all = await offers.search({ name, tolerated });
    if ('blocked' in all) return all.blocked;
    const fitting = all.versions.filter(fits);
    const chosen =
      fitting.find(({ version }) => version === picked) ??
      (named === undefined
        ? fitting[0]
        : fitting.sort((a, b) => named.indexOf(a.version) - named.indexOf(b.version))[0]);
    if (chosen !== undefined) return chosen;
    const against = all.refusals.find(({ sentence }) => sentence.startsWith(`${name}@`));
    return blockage(
      against?.code ?? 'resolver-failed',
      `${labelOf(edge.from)} needs ${name}@${edge.request.range}, and no version of it can be used.`,
      all.refusals.map(({ sentence }) => sentence).slice(0, 5),
    );
  };
}

/** Drops new copies whose askers would find one as good further up. */
function dropRepeated(tree: Tree, before: Tree): void {
  for (const node of [...tree.nodes()]) {
    if (node.role !== 'package' || before.get(node.path) !== undefined) continue;
    const edges = tree.edgesInto(node);
    tree.delete(node.path);
    const isServed = edges.every(({ from, request }) => {
      const found = tree.resolve(from, request);
      return found?.name === node.name && found.version === node.version;
    });
    if (!isServed) tree.set(node);
  }
}

/** Drops what no project reaches any more; what nobody asked for before stays, with what it needs where it moved. */
function prune(tree: Tree, { tree: before, extraneous }: LockedTree): void {
  const kept = tree.reachable(keeps);
  const moved = [...extraneous].filter((path) => tree.get(path)?.version !== before.get(path)?.version);
  for (const path of moved) {
    kept.add(path);
    const node = tree.get(path);
    for (const request of node?.requests ?? []) {
      const found = node && tree.resolve(node, request)?.path;
      if (found !== undefined && !kept.has(found)) {
        kept.add(found);
        moved.push(found);
      }
    }
  }
  for (const { path, role } of [...tree.nodes()]) {
    if (role === 'package' && !kept.has(path) && !extraneous.has(path)) tree.delete(path);
  }
}

/** Whether a version is older than another. */
export function isOlder(version: string, than: string): boolean {
  return compare(version, than, true) < 0;
}
