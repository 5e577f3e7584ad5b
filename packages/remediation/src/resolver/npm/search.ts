import { major } from 'semver';
import type { VersionMetadata } from '../../registries/types.ts';
import { type Blockage, blockage } from '../blockage.ts';
import type { Edge } from '../tree-shape.ts';
import type { Freedom, SearchBounds } from '../types.ts';
import { type Moves, noMoves, withRange, withWish } from './moves.ts';
import { overridesFor } from './override-moves.ts';
import { isTarget, type RealiseContext, toleratedOf } from './realise.ts';
import { rangeIn, reaches, takesOneOf } from './requirements.ts';
import { restyle } from './restyle.ts';
import { labelOf } from './settle.ts';
import type { OverrideRule, TreeNode } from './types.ts';

const maxDepth = 12;
/** Versions of one package that are tried at one place. */
const maxTried = 12;

/** Finds moves that may close the targets, smallest first, and notes what stands in the way of others. */
export class Search {
  readonly blockages: Blockage[] = [];
  readonly #context: RealiseContext;
  readonly #freedom: Freedom;
  readonly #bounds: SearchBounds;
  /** What was tried in vain: who was to move, to what, how deep. It is asked for again with many other moves. */
  readonly #fruitless = new Set<string>();
  /** How often what moves already decided that something leads nowhere: beside other moves it might lead somewhere. */
  #leaned = 0;

  constructor(context: RealiseContext, freedom: Freedom, bounds: SearchBounds) {
    this.#context = context;
    this.#freedom = freedom;
    this.#bounds = bounds;
  }

  /** The copies that a target speaks of. */
  copies(): readonly TreeNode[] {
    const { lock, offers, job } = this.#context;
    return [...lock.tree.nodes()].filter((node) => isTarget(node, offers, job));
  }

  /** Moves for all copies together. */
  async *proposals(): AsyncGenerator<Moves> {
    const copies = this.copies();
    if (this.#freedom.ancestors) this.#askAhead(copies);
    if (copies.length > 0) yield* this.#forAll(copies, 0, noMoves);
  }

  /** Those who ask for the copies, and who asks for them: they may have to move as well. */
  #askAhead(copies: readonly TreeNode[]): void {
    const { lock, offers } = this.#context;
    const askersOf = (nodes: readonly TreeNode[]) =>
      nodes
        .flatMap((node) => lock.tree.edgesInto(node).map(({ from }) => from))
        .filter(({ role }) => role === 'package');
    const askers = askersOf(copies);
    offers.askAhead([...askers, ...askersOf([...new Set(askers)].slice(0, 16))].map(({ name }) => name));
  }

  async *#forAll(copies: readonly TreeNode[], at: number, moves: Moves): AsyncGenerator<Moves> {
    const copy = copies[at];
    if (copy === undefined) {
      yield moves;
      return;
    }
    for await (const next of this.#forCopy(copy, moves)) {
      // What cannot move beside one way of moving this copy cannot beside any other.
      const leaned = this.#leaned;
      if (!(yield* anyOf(this.#forAll(copies, at + 1, next))) && leaned === this.#leaned) return;
    }
  }

  async *#forCopy(copy: TreeNode, moves: Moves): AsyncGenerator<Moves> {
    const { lock, job } = this.#context;
    if (copy.foreign !== undefined) {
      this.#block(
        'range-excludes-fix',
        `${labelOf(copy)} comes from ${copy.foreign.slice(0, 200)}: no published version replaces it.`,
      );
      return;
    }
    if (copy.inBundle) {
      const holder = this.#holderOf(copy);
      const sentence = `${labelOf(copy)} lies inside the archive of ${holder === undefined ? 'its parent' : labelOf(holder)}.`;
      if (!this.#freedom.ancestors || holder === undefined) this.#block('blocked-by-parent', sentence);
      else
        yield* this.#climb(
          holder,
          (meta) => !meta.bundled.has(copy.folder) && meta.bundled.size === 0,
          moves,
          [],
          sentence,
        );
      return;
    }
    const safe = await this.#safeFor(copy);
    const edges = lock.tree.edgesInto(copy);
    if (safe.length === 0) {
      // What cannot be replaced can still be dropped by those who ask for it.
      if (this.#freedom.ancestors && edges.every(({ from, rule }) => from.role === 'package' && rule === undefined)) {
        const drops = (meta: VersionMetadata) => rangeIn(meta, copy.folder) === undefined;
        yield* this.#climbAll(edges, drops, moves, [], labelOf(copy));
      }
      return;
    }
    const stuck = edges.filter((edge) => !safe.some(({ version }) => reaches(edge, copy, version)));
    const names = safe.map(({ version }) => version);
    if (stuck.length === 0) {
      for (let from = 0; from < Math.min(names.length, maxTried); from += 1) {
        const rest = names.slice(from);
        if (edges.every((edge) => rest.some((version) => reaches(edge, copy, version))))
          yield withWish(moves, copy.path, copy.name, rest);
      }
      return;
    }
    if (!this.#mayLoosen(stuck, copy, safe)) return;
    if (this.#freedom.overrides) {
      const { proposals, blockages } = overridesFor({ stuck, copy, safe, moves }, this.#context, this.#bounds.policy);
      for (const { code, sentence } of blockages) this.#block(code, sentence);
      yield* proposals;
    } else yield* this.#loosen(stuck, copy, safe, withWish(moves, copy.path, job.name, names));
  }

  /** Whether every one that holds the copy back may be changed on this rung; notes each that may not. */
  #mayLoosen(stuck: readonly Edge[], copy: TreeNode, safe: readonly VersionMetadata[]): boolean {
    const lowest = safe[0]?.version ?? '';
    let may = true;
    for (const edge of stuck) {
      const { from, request, rule, spec } = edge;
      const asks = `${labelOf(from)} asks for ${request.folder}@${request.range}`;
      const not = (code: Blockage['code'], sentence: string) => {
        this.#block(code, sentence);
        may = false;
      };
      const isPeer = request.kind === 'peer' || request.kind === 'peer-optional';
      if (rule !== undefined && this.#mayChange(rule)) continue;
      if (rule !== undefined)
        not('pinned-by-override', `${rule.text} keeps ${copy.name} at ${copy.version}; ${lowest} is needed.`);
      else if (spec.type === 'other') not('range-excludes-fix', `${asks}, which is no range of versions.`);
      else if (from.role === 'project') {
        if (!this.#freedom.direct) not('range-excludes-fix', `${asks}; the lowest version that helps is ${lowest}.`);
      } else if (this.#freedom.overrides && isPeer) not('peer-conflict', `${asks} as a peer.`);
      else if (!this.#freedom.ancestors && !this.#freedom.overrides) {
        if (isPeer) not('peer-conflict', `${asks} as a peer; the lowest version that helps is ${lowest}.`);
        else not('blocked-by-parent', `${asks}; the lowest version that helps is ${lowest}.`);
      }
    }
    return may;
  }

  /** Whether the policy lets a rule that the project wrote be changed, on the rung for such. */
  #mayChange({ path }: OverrideRule): boolean {
    return this.#freedom.overrides && this.#bounds.policy.mayChangeOverrides && path !== undefined;
  }

  /** Changes the requirements of projects, and moves packages that hold the copy back. */
  async *#loosen(
    stuck: readonly Edge[],
    copy: TreeNode,
    safe: readonly VersionMetadata[],
    moves: Moves,
  ): AsyncGenerator<Moves> {
    const own = stuck.filter(({ from }) => from.role === 'project');
    const others = stuck.filter(({ from }) => from.role !== 'project');
    const accepts = takesOneOf(
      copy.folder,
      safe.map(({ version }) => version),
    );
    const why = `${copy.name}@${copy.version ?? ''}`;
    if (own.length === 0) {
      yield* this.#climbAll(others, accepts, moves, [], why);
      return;
    }
    for (const { version } of safe.slice(0, maxTried)) {
      if (!this.#mayStep(copy, version)) return;
      yield* this.#climbAll(others, accepts, this.#rangesFor(own, version, moves), [], why);
    }
  }

  async *#climbAll(
    edges: readonly Edge[],
    accepts: (meta: VersionMetadata) => boolean,
    moves: Moves,
    above: readonly string[],
    why: string,
  ): AsyncGenerator<Moves> {
    const [first, ...rest] = edges;
    if (first === undefined) {
      yield moves;
      return;
    }
    for await (const next of this.#climb(first.from, accepts, moves, above, why)) {
      const leaned = this.#leaned;
      if (!(yield* anyOf(this.#climbAll(rest, accepts, next, above, why))) && leaned === this.#leaned) return;
    }
  }

  /** Moves a package to a version that `accepts`, and whoever holds that back. */
  async *#climb(
    node: TreeNode,
    accepts: (meta: VersionMetadata) => boolean,
    moves: Moves,
    above: readonly string[],
    why: string,
  ): AsyncGenerator<Moves> {
    const { offers, job } = this.#context;
    if (this.#bounds.isSpent()) {
      this.#block('budget-exhausted', 'The time for this project was used up.');
      return;
    }
    if (node.foreign !== undefined || node.inBundle || node.version === undefined || above.length > maxDepth) {
      this.#block(
        'blocked-by-parent',
        `${labelOf(node)} holds ${why} and cannot be moved: it comes from no registry, or lies too deep.`,
      );
      return;
    }
    const offered = await offers.search({
      name: node.name,
      current: node.version,
      tolerated: toleratedOf(node, offers, job),
    });
    if ('blocked' in offered) {
      this.blockages.push(offered.blocked);
      return;
    }
    const good = offered.versions.filter(accepts);
    if (good.length === 0) {
      const tried = offered.versions.map(({ version }) => `${node.name}@${version}`);
      const refused = offered.refusals.map(({ sentence }) => sentence);
      const sentence = `${labelOf(node)} holds ${why}, and none of its ${tried.length} later versions lets go of it.`;
      this.#block('blocked-by-parent', sentence, [...tried.slice(0, 20), ...refused.slice(0, 5)]);
      return;
    }
    const wished = moves.wishes.get(node.path)?.versions ?? [];
    const names = good.map(({ version }) => version);
    const both = names.filter((version) => wished.includes(version));
    if (both.length > 0) {
      // It moves already: whoever holds it back was asked then. Packages of one release often ask for each other in a circle.
      yield withWish(moves, node.path, node.name, both);
      return;
    }
    if (above.includes(node.path)) {
      this.#leaned += 1;
      return;
    }
    const key = JSON.stringify([above.length, node.path, names]);
    if (this.#fruitless.has(key)) return;
    const leaned = this.#leaned;
    const isFruitful = yield* anyOf(this.#climbTo(node, good, moves, [...above, node.path]));
    if (!isFruitful && leaned === this.#leaned) this.#fruitless.add(key);
  }

  /** Moves a package to one of some versions, lowest first, and those who hold that back. */
  async *#climbTo(
    node: TreeNode,
    good: readonly VersionMetadata[],
    moves: Moves,
    above: readonly string[],
  ): AsyncGenerator<Moves> {
    const names = good.map(({ version }) => version);
    const edges = this.#context.lock.tree.edgesInto(node);
    for (let at = 0; at < Math.min(good.length, maxTried); at += 1) {
      const version = names[at] ?? '';
      if (!this.#mayStep(node, version)) return;
      const rest = names.slice(at);
      const stuck = edges.filter((edge) => !reaches(edge, node, version));
      if (!this.#mayLoosen(stuck, node, good.slice(at))) return;
      const own = stuck.filter(({ from }) => from.role === 'project');
      const others = stuck.filter(({ from }) => from.role !== 'project');
      const wished = this.#rangesFor(own, version, withWish(moves, node.path, node.name, rest));
      const takes = takesOneOf(node.folder, rest);
      yield* this.#climbAll(others, takes, wished, above, labelOf(node));
    }
  }

  #rangesFor(edges: readonly Edge[], version: string, moves: Moves): Moves {
    return edges.reduce(
      (all, { from, request }) =>
        withRange(all, {
          project: from.path,
          folder: request.folder,
          from: request.range,
          to: restyle(request.range, version),
        }),
      moves,
    );
  }

  #mayStep(node: TreeNode, version: string): boolean {
    if (this.#freedom.majors || node.version === undefined || major(version, true) === major(node.version, true))
      return true;
    this.#block('needs-major', `${node.name} would have to go from ${node.version} to ${version}, a major step.`);
    return false;
  }

  async #safeFor(copy: TreeNode): Promise<readonly VersionMetadata[]> {
    const { offers, job } = this.#context;
    const current = copy.version ?? '';
    const offered = await offers.search({
      name: copy.name,
      current,
      tolerated: toleratedOf(copy, offers, job),
      mayGoDown: job.mayGoDown,
    });
    if ('blocked' in offered) {
      this.blockages.push(offered.blocked);
      return [];
    }
    if (offered.versions.length > 0) return offered.versions;
    const { refusals } = offered;
    const reachable = refusals.filter(({ code }) => code === 'version-too-new' || code === 'version-yanked');
    const decisive =
      reachable[0] ??
      blockage('no-fixed-version', `No published version above ${labelOf(copy)} is free of what is known.`);
    this.blockages.push({ ...decisive, evidence: refusals.map(({ sentence }) => sentence).slice(0, 20) });
    return [];
  }

  /** The package in whose archive a node lies. */
  #holderOf(node: TreeNode): TreeNode | undefined {
    const { lock } = this.#context;
    let at = node.path;
    while (at.includes('/node_modules/')) {
      at = at.slice(0, at.lastIndexOf('/node_modules/'));
      const holder = lock.tree.get(at);
      if (holder !== undefined && !holder.inBundle) return holder;
    }
    return undefined;
  }

  #block(code: Blockage['code'], sentence: string, evidence: readonly string[] = []): void {
    if (!this.blockages.some((each) => each.sentence === sentence))
      this.blockages.push(blockage(code, sentence, evidence));
  }
}

/** Yields all of them, and says whether there were any. */
async function* anyOf(proposals: AsyncGenerator<Moves>): AsyncGenerator<Moves, boolean> {
  let isThere = false;
  for await (const next of proposals) {
    isThere = true;
    yield next;
  }
  return isThere;
}
