import type { PackageChange } from '@maximus/contracts';
import { createPurl } from '@maximus/inventory';
import { minVersion, parse } from 'semver';
import { type Blockage, blockage } from '../blockage.ts';
import type { Tree } from '../tree-shape.ts';
import type { Steps } from '../types.ts';
import type { Moves } from './moves.ts';
import { isOlder, isTarget, type RealiseContext, type Realised } from './realise.ts';
import { labelOf } from './settle.ts';
import { inRange, isRange } from './spec.ts';
import type { TreeNode } from './types.ts';

/** A tree that was tried, judged. */
export interface Outcome {
  readonly moves: Moves;
  readonly tree: Tree;
  readonly changes: readonly PackageChange[];
  /** Paths of entries that are new, changed or gone. */
  readonly touched: ReadonlySet<string>;
  readonly steps: Steps;
  readonly changedFiles: number;
  /** Deprecated versions that come in where none was before. */
  readonly deprecated: number;
  /** Age of the youngest release that comes in, in milliseconds. */
  readonly youngestMs: number;
  /** Everything that speaks against it; empty where it may be proposed. */
  readonly objections: readonly Blockage[];
}

/** Judges a tree by eureka.md §4: targets gone, nothing introduced, nothing downgraded, everyone satisfied. */
export async function judgeOutcome(
  moves: Moves,
  { tree, problems }: Realised,
  context: RealiseContext,
  now: number,
): Promise<Outcome> {
  const { lock, offers, job } = context;
  const before = new Map([...lock.tree.nodes()].map((node) => [node.path, node]));
  const after = new Map([...tree.nodes()].map((node) => [node.path, node]));
  const incoming = [...after.values()].filter(
    (node) => node.role === 'package' && before.get(node.path)?.entry !== node.entry,
  );
  const gone = [...before.values()].filter(({ path, role }) => role === 'package' && !after.has(path));
  const touched = new Set([...incoming, ...gone].map(({ path }) => path));
  const left = [...after.values()].filter((node) => isTarget(node, offers, job));
  const changes = changesOf(before, incoming, gone, context);
  const projects = new Set([
    ...moves.ranges.map(({ project }) => project),
    ...(moves.overrides.length > 0 || moves.rules.size > 0 ? [''] : []),
  ]);
  return {
    moves,
    tree,
    changes,
    touched,
    steps: stepsOf(before, incoming),
    changedFiles: 1 + projects.size,
    deprecated: incoming.filter(
      ({ path, entry }) => 'deprecated' in entry && !('deprecated' in (before.get(path)?.entry ?? {})),
    ).length,
    youngestMs: await youngest(incoming, context, now),
    objections: [
      ...(left.length > 0 ? [remains(left, touched.size > 0)] : []),
      ...introductions(before, incoming, context),
      ...downgrades(before, incoming, context),
      ...engines(before, incoming, context),
      ...problems,
      ...(touched.size === 0 ? [blockage('override-ignored', 'The resolved tree would stay as it is.')] : []),
    ],
  };
}

function remains(left: readonly TreeNode[], moved: boolean): Blockage {
  const labels = [...new Set(left.map((node) => `${labelOf(node)} at ${node.path}`))];
  const sentence = `${labels.slice(0, 3).join(', ')} would remain.`;
  return blockage(moved ? 'duplicate-major-remains' : 'blocked-by-parent', sentence, labels.slice(0, 20));
}

function introductions(
  before: ReadonlyMap<string, TreeNode>,
  incoming: readonly TreeNode[],
  { offers }: RealiseContext,
): readonly Blockage[] {
  const known = new Set<string>();
  for (const { name, version } of before.values()) {
    if (version === undefined) continue;
    const { hits, undecided } = offers.judge(name, version);
    for (const group of [...hits, ...undecided]) known.add(`${group}\0${name}`);
  }
  return incoming.flatMap((node) => {
    const { hits, undecided } = offers.judge(node.name, node.version ?? '');
    const fresh = [...hits, ...undecided].filter((group) => !known.has(`${group}\0${node.name}`));
    return fresh.length === 0
      ? []
      : [blockage('introduces-vulnerability', `${labelOf(node)} is affected by ${fresh.length} known flaws.`, fresh)];
  });
}

function downgrades(
  before: ReadonlyMap<string, TreeNode>,
  incoming: readonly TreeNode[],
  { job }: RealiseContext,
): readonly Blockage[] {
  return incoming.flatMap((node) => {
    const old = before.get(node.path);
    if (old?.version === undefined || node.version === undefined || old.name !== node.name) return [];
    if (!isOlder(node.version, old.version) || (job.mayGoDown && node.name === job.name)) return [];
    return [blockage('policy-forbids', `${node.name} would go down from ${old.version} to ${node.version}.`)];
  });
}

/** A version that asks for another Node than the project does, where the one before it did not. */
function engines(
  before: ReadonlyMap<string, TreeNode>,
  incoming: readonly TreeNode[],
  { lock }: RealiseContext,
): readonly Blockage[] {
  const wanted = lock.tree.get('')?.nodeRange;
  const lowest = wanted === undefined ? undefined : lowestOf(wanted);
  if (wanted === undefined || lowest === undefined) return [];
  const suits = (node: TreeNode | undefined) => node?.nodeRange === undefined || inRange(lowest, node.nodeRange);
  return incoming
    .filter((node) => !suits(node) && suits(before.get(node.path)))
    .map((node) =>
      blockage('engine-conflict', `${labelOf(node)} wants Node ${node.nodeRange}, the project promises ${wanted}.`),
    );
}

function changesOf(
  before: ReadonlyMap<string, TreeNode>,
  incoming: readonly TreeNode[],
  gone: readonly TreeNode[],
  { lock, job }: RealiseContext,
): readonly PackageChange[] {
  const changes = new Map<string, PackageChange>();
  const add = (change: PackageChange) => changes.set(`${change.purl_from ?? ''}\0${change.purl_to ?? ''}`, change);
  const isDirect = (node: TreeNode) => lock.tree.edgesInto(node).some(({ from }) => from.role === 'project');
  for (const node of incoming) {
    const old = before.get(node.path);
    const purl_to = createPurl('npm', node.name, node.version);
    const why =
      node.name === job.name
        ? `closes ${job.targets.map(({ primary_id }) => primary_id).join(', ')}`
        : 'needed by the change';
    const direct = isDirect(old ?? node);
    if (old?.version === undefined || node.version === undefined || old.name !== node.name) {
      add({ purl_to, change: 'added', direct, semver_step: 'none', why });
      continue;
    }
    const change = isOlder(node.version, old.version) ? 'downgraded' : 'upgraded';
    const purl_from = createPurl('npm', old.name, old.version);
    add({ purl_from, purl_to, change, direct, semver_step: stepOf(old.version, node.version), why });
  }
  for (const node of gone) {
    add({
      purl_from: createPurl('npm', node.name, node.version),
      change: 'removed',
      direct: isDirect(node),
      semver_step: 'none',
      why: 'nothing asks for it any more',
    });
  }
  return [...changes.values()].sort((a, b) => compareText(keyOf(a), keyOf(b)));
}

/** The first number that differs; a change behind them counts as a patch. */
function stepOf(from: string, to: string): 'none' | 'patch' | 'minor' | 'major' | 'unknown' {
  const [a, b] = [parse(from, true), parse(to, true)];
  if (a === null || b === null) return 'unknown';
  if (a.major !== b.major) return 'major';
  if (a.minor !== b.minor) return 'minor';
  return a.compare(b) === 0 ? 'none' : 'patch';
}

function stepsOf(before: ReadonlyMap<string, TreeNode>, incoming: readonly TreeNode[]): Steps {
  const steps = { major: 0, minor: 0, patch: 0 };
  for (const { path, name, version } of incoming) {
    const old = before.get(path);
    const [a, b] = [parse(old?.version ?? '', true), parse(version ?? '', true)];
    if (a === null || b === null || old?.name !== name) continue;
    // Behind a step the numbers begin again at nothing: 2.0.0 is nearer to 1.9.9 than 2.1.0 is.
    if (a.major !== b.major) steps.major += Math.abs(b.major - a.major);
    if (a.minor !== b.minor || a.major !== b.major)
      steps.minor += a.major === b.major ? Math.abs(b.minor - a.minor) : b.minor;
    const isSameMinor = a.major === b.major && a.minor === b.minor;
    steps.patch += isSameMinor ? Math.max(1, Math.abs(b.patch - a.patch)) : b.patch;
  }
  return steps;
}

async function youngest(incoming: readonly TreeNode[], { offers }: RealiseContext, now: number): Promise<number> {
  let least = Number.MAX_SAFE_INTEGER;
  for (const { name, version } of incoming) {
    const found = await offers.packageOf(name);
    const at = 'blocked' in found ? undefined : found.versions.get(version ?? '')?.publishedAt;
    if (at !== undefined) least = Math.min(least, now - at);
  }
  return least;
}

function lowestOf(range: string): string | undefined {
  return isRange(range) ? minVersion(range, { loose: true })?.version : undefined;
}

function keyOf({ purl_from, purl_to }: PackageChange): string {
  return purl_from ?? purl_to ?? '';
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
