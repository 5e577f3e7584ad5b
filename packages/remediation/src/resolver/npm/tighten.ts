import { packagesIn } from '../../plan/order.ts';
import type { VersionMetadata } from '../../registries/types.ts';
import type { Tree } from '../tree-shape.ts';
import { withPick } from './moves.ts';
import { judgeOutcome, type Outcome } from './outcome.ts';
import { type RealiseContext, realise, toleratedOf } from './realise.ts';
import type { TreeNode } from './types.ts';

/** What bounds the search for a smaller change. */
export interface TightenBounds {
  readonly isSpent: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const maxTries = 32;
/** Changed packages over all tries: a try costs what the change it starts from is big, and those of hundreds get a few. */
const maxWork = 2_048;
/** Other versions that are tried for one package, each asking for something else than the ones before. */
const maxShapes = 4;
/** Releases by which what is new to the tree may be behind: what later ones repaired, no index need have heard of. */
const maxBehind = 1;

/**
 * The same remedy with fewer changed packages, where other versions of what comes along with it lead to such: the release
 * before the newest where it asks for less, or a later one that agrees with what is there. What the remedy is about keeps its version, and no
 * package goes a greater step than before (eureka.md §4).
 */
export async function tighten(first: Outcome, context: RealiseContext, bounds: TightenBounds): Promise<Outcome> {
  let best = first;
  let tries = 0;
  let work = 0;
  const tried = new Set<string>();
  for (let at = 0, open = besides(best, context); at < open.length; at += 1) {
    const node = open[at];
    if (node === undefined || best.touched.size <= 1) break;
    for (const version of await othersFor(node, best.tree, context)) {
      const pick = `${node.name}@${version}`;
      if (tried.has(pick)) continue;
      if (tries >= maxTries || work >= maxWork || bounds.isSpent()) return best;
      tried.add(pick);
      tries += 1;
      work += best.touched.size;
      const moves = withPick(best.moves, node.name, version);
      const next = await judgeOutcome(moves, await realise(moves, context), context, bounds.now);
      if (next.objections.length > 0 || !isSmaller(next, best)) continue;
      best = next;
      open = besides(best, context);
      at = -1;
      break;
    }
  }
  return best;
}

/** Packages that change without being what the remedy is about. */
function besides({ tree, touched, moves }: Outcome, { job }: RealiseContext): readonly TreeNode[] {
  const wished = new Set([job.name, ...[...moves.wishes.values()].map(({ name }) => name)]);
  return [...touched].flatMap((path) => {
    const node = tree.get(path);
    return node === undefined || node.role !== 'package' || wished.has(node.name) ? [] : [node];
  });
}

function isSmaller(next: Outcome, than: Outcome): boolean {
  const [packages, before] = [packagesIn(next.changes), packagesIn(than.changes)];
  return (
    (packages < before || (packages === before && next.touched.size < than.touched.size)) &&
    next.changes.length <= than.changes.length &&
    next.steps.major <= than.steps.major &&
    next.deprecated <= than.deprecated
  );
}

/** Versions that everybody takes who asks for the node, and that ask for something else than it does themselves. */
async function othersFor(node: TreeNode, tree: Tree, context: RealiseContext): Promise<readonly string[]> {
  const { lock, offers, job } = context;
  const old = lock.tree.get(node.path);
  const tolerated = toleratedOf(old?.name === node.name ? old : node, offers, job);
  const isMove = old?.name === node.name && old.version !== undefined;
  const offered = await offers.search({ name: node.name, tolerated, ...(isMove ? { current: old.version } : {}) });
  if ('blocked' in offered) return [];
  const edges = tree.edgesInto(node);
  const fitting = offered.versions.filter(({ version }) =>
    edges.every((edge) => tree.holds(edge, { ...node, version })),
  );
  const seen = new Set<string>();
  const others: string[] = [];
  for (const meta of isMove ? fitting : fitting.slice(0, 1 + maxBehind)) {
    const shape = shapeOf(meta);
    if (meta.version !== node.version && !seen.has(shape)) others.push(meta.version);
    seen.add(shape);
    if (others.length >= maxShapes) break;
  }
  return others;
}

function shapeOf({ dependencies, optionalDependencies, peerDependencies }: VersionMetadata): string {
  return JSON.stringify([[...dependencies].sort(), [...optionalDependencies].sort(), [...peerDependencies].sort()]);
}
