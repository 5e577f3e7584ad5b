import type { FinishedRun } from '@maximus/arena';
import type { Verdict, WhyNot } from '@maximus/contracts';
import type { PlannedRemedy } from '@maximus/remediation';
import { closedBy, combineRemedies } from '../plan/combine-remedies.ts';
import { type LockPlanner, nameOf, type Planned } from '../plan/lock-planner.ts';
import type { Attempted, Dropped, JudgedChange, LockOutcome, Prover } from './types.ts';

/** Verdicts that a change may be applied with (arena.md §7). */
const kept: ReadonlySet<Verdict> = new Set(['proven', 'fixed', 'fixed_untested']);

/** How often another candidate is planned for one package whose lock file came out otherwise. */
const candidates = 3;

/** Whether the arena stands behind a change. */
function isKept(run: FinishedRun): boolean {
  return kept.has(run.verdict);
}

/**
 * Proves what is planned for one lock file: everything at once, since the package manager and the arena then run once, but
 * major steps after all others and never among them. Where that fails the group is halved until the culprit is alone, which
 * is dropped with its reason; the rest is kept (eureka.md §5).
 */
export async function proveLock(planner: LockPlanner, planned: Planned, prover: Prover): Promise<LockOutcome> {
  const state: State = { accepted: [], along: [], dropped: [], isCancelled: false };
  const work: Work = { planner, prover, state };
  const isMajor = ({ plan }: PlannedRemedy) => plan.rung === 'major-upgrade';
  const majors = planned.remedies.filter(isMajor);
  const others = planned.remedies.filter((remedy) => !isMajor(remedy));
  if (others.length > 0) await proveGroup(packagesOf(others), { ...planned, remedies: others }, work);
  if (majors.length > 0) {
    const packages = packagesOf(majors);
    const isOnTop = state.accepted.length === others.length;
    const along = others.length === 0 ? planned.along : [];
    await proveNext(packages, isOnTop ? { ...planned, along, remedies: majors } : undefined, work);
  }
  // What went along with a change that was not kept as it was planned has to be looked at on its own.
  const left = new Set([...planned.remedies.flatMap(closedBy), ...planned.along].map(({ purl }) => nameOf(purl)));
  const settled = [...(state.kept?.remedy.plan.targets ?? []), ...state.dropped.flatMap(({ targets }) => targets)];
  for (const name of [
    ...settled.map(({ purl }) => nameOf(purl)),
    ...state.dropped.flatMap(({ packages }) => packages),
  ]) {
    left.delete(name);
  }
  if (left.size > 0) await proveNext([...left], undefined, work);
  return {
    ...(state.kept === undefined ? {} : { kept: state.kept }),
    remedies: state.accepted,
    dropped: state.dropped,
    isCancelled: state.isCancelled,
  };
}

/** Proves a further group on top of what is accepted, planned there anew unless it was. */
async function proveNext(packages: readonly string[], known: Planned | undefined, work: Work): Promise<void> {
  const { planner, state } = work;
  if (state.isCancelled) return;
  const group = known ?? (await planner.plan(packages, state.accepted));
  if (group.remedies.length + group.along.length > 0) await proveGroup(packages, group, work);
}

interface State {
  accepted: readonly PlannedRemedy[];
  along: Planned['along'];
  kept?: JudgedChange;
  readonly dropped: Dropped[];
  /** Why nothing of this project can be judged here, once that is known. */
  hopeless?: Omit<Dropped, 'packages' | 'remedies' | 'targets'>;
  isCancelled: boolean;
}

interface Work {
  readonly planner: LockPlanner;
  readonly prover: Prover;
  readonly state: State;
}

async function proveGroup(packages: readonly string[], planned: Planned, work: Work): Promise<void> {
  const { planner, prover, state } = work;
  if (state.isCancelled) return;
  if (state.hopeless !== undefined) {
    state.dropped.push({ ...aboutOf(packages, planned), ...state.hopeless });
    return;
  }
  const refused = new Set<string>();
  let group = planned;
  for (let candidate = 1; ; candidate += 1) {
    const remedies = [...state.accepted, ...group.remedies];
    const attempted = await attempt(remedies, [...state.along, ...group.along], prover);
    if (attempted.state === 'cancelled') {
      state.isCancelled = true;
      return;
    }
    if (attempted.state === 'judged' && isKept(attempted.run)) {
      state.accepted = remedies;
      state.along = [...state.along, ...group.along];
      state.kept = attempted;
      return;
    }
    if (packages.length > 1 && !isForAll(attempted)) break;
    const another = await nextCandidate(attempted, group, refused, candidate, packages, work);
    if (another === undefined) {
      const dropped = droppedOf(packages, group, attempted);
      const { why_not, sentence } = dropped;
      if (isForAll(attempted)) state.hopeless = { why_not, sentence, evidence: [] };
      state.dropped.push(withRescan(dropped));
      return;
    }
    group = another;
  }
  const middle = Math.ceil(packages.length / 2);
  for (const half of [packages.slice(0, middle), packages.slice(middle)]) {
    const again = await planner.plan(half, state.accepted);
    if (again.remedies.length > 0) await proveGroup(half, again, work);
  }
}

/** Whether a failure has nothing to do with what was planned: then no part of it would fare better. */
function isForAll(attempted: Attempted): boolean {
  if (attempted.state === 'refused') {
    return ['package-manager-missing', 'manifest-is-program', 'registry-unreachable'].includes(attempted.why_not);
  }
  return attempted.state === 'judged' && attempted.run.steps.some(({ state }) => state === 'could_not_run');
}

/** Where the tool wrote another tree than the model said, the next candidate is planned (eureka.md §3). */
async function nextCandidate(
  attempted: Attempted,
  group: Planned,
  refused: Set<string>,
  candidate: number,
  packages: readonly string[],
  { planner, state }: Work,
): Promise<Planned | undefined> {
  const isOther = attempted.state === 'refused' && attempted.evidence.length > 0;
  if (!isOther || candidate >= candidates) return undefined;
  for (const { change } of group.remedies) if (change !== undefined) refused.add(change.fingerprint);
  const next = await planner.plan(packages, state.accepted, refused);
  return next.remedies.length === 0 ? undefined : next;
}

async function attempt(
  remedies: readonly PlannedRemedy[],
  along: Planned['along'],
  prover: Prover,
): Promise<Attempted> {
  const whole = combineRemedies(remedies, along);
  if (whole === undefined)
    return { state: 'refused', why_not: 'resolver-failed', sentence: 'There is no change.', evidence: [] };
  const written = await prover.write(whole);
  if (written.state === 'not-written') {
    return { state: 'refused', why_not: written.why_not, sentence: written.sentence, evidence: [] };
  }
  if (written.state === 'differs') {
    const sentence = 'The package manager resolves the change to another tree than was planned.';
    return { state: 'refused', why_not: 'resolver-failed', sentence, evidence: written.differences };
  }
  const run = await prover.prove(written.remedy);
  return run.state === 'cancelled' ? { state: 'cancelled', run } : { state: 'judged', remedy: written.remedy, run };
}

function droppedOf(
  packages: readonly string[],
  { remedies, along }: Planned,
  attempted: Exclude<Attempted, { state: 'cancelled' }>,
): Dropped {
  const about = aboutOf(packages, { remedies, along });
  if (attempted.state === 'refused') {
    const { why_not, sentence, evidence } = attempted;
    return { ...about, why_not, sentence, evidence };
  }
  const { run } = attempted;
  return { ...about, why_not: whyNotOf(run.verdict), sentence: `${run.verdict}: ${run.reason}.`, evidence: [], run };
}

function aboutOf(
  packages: readonly string[],
  { remedies, along }: Pick<Planned, 'remedies' | 'along'>,
): Pick<Dropped, 'packages' | 'remedies' | 'targets'> {
  return { packages, remedies, targets: [...remedies.flatMap(closedBy), ...along] };
}

/** Where the arena could not decide, what a scan of the written lock file shows is said all the same. */
function withRescan(dropped: Dropped): Dropped {
  const { run, sentence } = dropped;
  if (run?.verdict !== 'inconclusive' || run.rescan.fixed.length === 0) return dropped;
  const { fixed, introduced } = run.rescan;
  const shown = `A scan of the lock file as it was written shows ${fixed.length} gone and ${introduced.length} new`;
  return { ...dropped, sentence: `${sentence} ${shown}; that proves nothing.` };
}

function whyNotOf(verdict: Verdict): WhyNot {
  if (verdict === 'inconclusive') return 'arena-inconclusive';
  if (verdict === 'introduces') return 'introduces-vulnerability';
  return verdict === 'breaks' ? 'arena-breaks' : 'arena-not-fixed';
}

function packagesOf(remedies: readonly PlannedRemedy[]): readonly string[] {
  return [...new Set(remedies.flatMap(({ plan }) => plan.targets.map(({ purl }) => nameOf(purl))))];
}
