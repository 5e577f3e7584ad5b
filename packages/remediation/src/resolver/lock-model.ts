import { createHash } from 'node:crypto';
import { ok, type Result } from '@maximus/kernel';
import type { Matcher } from '@maximus/matching';
import type { Job } from '../plan/finding.ts';
import type { MetadataSource } from '../registries/types.ts';
import { type Blockage, blockage } from './blockage.ts';
import { noMoves } from './npm/moves.ts';
import { Offers } from './npm/offers.ts';
import { judgeOutcome, type Outcome } from './npm/outcome.ts';
import { isTarget, type OverrideScope, type RealiseContext, realise } from './npm/realise.ts';
import { Search } from './npm/search.ts';
import type { Settle } from './npm/settle.ts';
import { tighten } from './npm/tighten.ts';
import type { OverrideRule, TreeNode } from './npm/types.ts';
import type { LockedTree, Tree } from './tree-shape.ts';
import type { Candidate, FileChange, Found, Freedom, ResolverModel, Retirement, SearchBounds } from './types.ts';

/** What a model is made over: the metadata, the index and the time. */
export interface ModelGround {
  readonly source: MetadataSource;
  readonly matcher: Matcher;
  /** Milliseconds since the epoch, for the age of releases. */
  readonly now: number;
}

/** What the managers of the npm registry differ in. */
export interface ManagerRules {
  readonly lock: LockedTree;
  /** Of the project's own manifests, as they are. */
  readonly rules: readonly OverrideRule[];
  readonly settle: Settle;
  readonly overrideScope: OverrideScope;
  /** Learns what the lock file does not say of those who ask for these nodes, and of all above them. */
  prepare?(copies: readonly TreeNode[], source: MetadataSource): Promise<Blockage | undefined>;
  /** The files of a change; fails where what was found cannot be written down exactly. */
  write(outcome: Outcome): Result<WrittenFiles>;
}

/** A change as text, with what it makes of the lock file. */
export interface WrittenFiles {
  readonly files: readonly FileChange[];
  /** Entry of the lock file → `name@version`. */
  readonly expected: ReadonlyMap<string, string>;
}

const maxProposals = 48;
/** Acceptable candidates to choose among: the search yields the smallest first, but does not count packages. */
const enough = 3;

/** The model of a lock file whose manager keeps the rules of the npm registry. */
export function createLockModel(manager: ManagerRules, ground: ModelGround): ResolverModel {
  const { lock, rules, settle, overrideScope } = manager;
  const offersByAge = new Map<number, Offers>();
  const offersFor = (minReleaseAgeMs: number): Offers => {
    const { source, matcher, now } = ground;
    const offers = offersByAge.get(minReleaseAgeMs) ?? new Offers({ source, matcher, now, minReleaseAgeMs });
    offersByAge.set(minReleaseAgeMs, offers);
    return offers;
  };
  const contextOf = (job: Job): RealiseContext => ({
    lock,
    rules,
    job,
    settle,
    overrideScope,
    offers: offersFor(job.minReleaseAgeMs),
  });
  const copiesOf = (job: Job) => {
    const { offers } = contextOf(job);
    return [...lock.tree.nodes()].filter((node) => isTarget(node, offers, job));
  };
  return {
    isDirect: (job) =>
      copiesOf(job).some((node) => lock.tree.edgesInto(node).some(({ from }) => from.role === 'project')),
    isAffected: (job) => copiesOf(job).length > 0,
    search: async (job, freedom, bounds) => {
      const unknown = await manager.prepare?.(copiesOf(job), ground.source);
      if (unknown !== undefined) return { candidates: [], blockages: [unknown] };
      return searchIn(contextOf(job), freedom, bounds, manager, ground.now);
    },
    retire: async (bounds) => {
      const retirements: Retirement[] = [];
      for (const rule of rules.filter(({ path }) => path !== undefined)) {
        const { name, text } = rule;
        const copies = [...lock.tree.nodes()].filter((node) => node.name === name);
        const unknown = bounds.isSpent()
          ? blockage('budget-exhausted', `The time for this project was used up before ${text} was looked at.`)
          : await manager.prepare?.(copies, ground.source);
        const job = { ecosystem: 'npm', name, targets: [], groups: new Set<string>(), mayGoDown: false };
        const context = contextOf({ ...job, minReleaseAgeMs: bounds.policy.minReleaseAgeMs });
        const outcome =
          unknown === undefined ? await withoutRule(text, context, manager, ground.now) : { blockage: unknown };
        retirements.push({ rule: text, name, askedBy: askedBy(lock.tree, copies), outcome });
      }
      return retirements;
    },
  };
}

function askedBy(tree: Tree, copies: readonly TreeNode[]): readonly string[] {
  const asked = copies.flatMap((copy) =>
    tree.edgesInto(copy).map(({ from, request: { range, kind } }) => {
      const who = from.role === 'project' ? `/${from.path}` : `${from.name}@${from.version ?? ''}`;
      return `${who} asks for ${range} (${kind})`;
    }),
  );
  return [...new Set(asked)].sort();
}

/** The tree without a rule, where nothing known comes back, nothing goes down and everybody has what they ask for. */
async function withoutRule(
  rule: string,
  context: RealiseContext,
  manager: ManagerRules,
  now: number,
): Promise<Retirement['outcome']> {
  const moves = { ...noMoves, rules: new Map([[rule, undefined]]) };
  const outcome = await judgeOutcome(moves, await realise(moves, context), context, now);
  // That nothing else changes is what is hoped for here.
  const [objection] = outcome.objections.filter(({ code }) => code !== 'override-ignored');
  if (objection !== undefined) return { blockage: objection };
  const candidate = candidateOf(outcome, manager);
  return candidate.ok
    ? { candidate: candidate.value }
    : { blockage: blockage('resolver-failed', `${candidate.error.message}.`) };
}

async function searchIn(
  context: RealiseContext,
  freedom: Freedom,
  bounds: SearchBounds,
  manager: ManagerRules,
  now: number,
): Promise<Found> {
  const search = new Search(context, freedom, bounds);
  const candidates = new Map<string, Candidate>();
  const objections: Blockage[] = [];
  let tried = 0;
  for await (const moves of search.proposals()) {
    if (bounds.isSpent()) {
      objections.push(blockage('budget-exhausted', `The time for this project was used up after ${tried} tries.`));
      break;
    }
    tried += 1;
    const outcome = await judgeOutcome(moves, await realise(moves, context), context, now);
    const [first] = outcome.objections;
    if (first !== undefined) objections.push(first);
    else {
      const tightened = await tighten(outcome, context, { isSpent: bounds.isSpent, now });
      // A manager that did not confirm the smaller change is asked for the plain one.
      const both = [...new Set([tightened, outcome])].map((each) => candidateOf(each, manager));
      const [candidate] = both.flatMap((each) =>
        each.ok && !bounds.refused.has(each.value.fingerprint) ? [each.value] : [],
      );
      const failed = both.find((each) => !each.ok);
      if (candidate !== undefined) candidates.set(candidate.fingerprint, candidate);
      else if (failed?.ok === false) objections.push(blockage('resolver-failed', `${failed.error.message}.`));
      else objections.push(blockage('resolver-failed', 'The package manager resolved this change to another tree.'));
    }
    if (candidates.size >= enough || tried >= maxProposals) break;
  }
  return { candidates: [...candidates.values()], blockages: [...search.blockages, ...objections] };
}

function candidateOf(outcome: Outcome, manager: ManagerRules): Result<Candidate> {
  const written = manager.write(outcome);
  if (!written.ok) return written;
  const { changes, steps, changedFiles, youngestMs, deprecated } = outcome;
  const hash = createHash('sha256');
  for (const { file, after } of written.value.files) hash.update(`${file}\0${after}\0`);
  return ok({
    fingerprint: hash.digest('hex'),
    changes,
    steps,
    changedFiles,
    youngestMs,
    deprecated,
    ...written.value,
  });
}
