import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProofResult, TestComparison } from '@maximus/contracts';
import { diffRescans, type RescanOutcome } from '../rescan/diff-rescans.ts';
import { flawUses } from '../rescan/flaw-uses.ts';
import { type BuildOutcome, judge, type VerdictFacts } from '../verdict/judge.ts';
import { type ArenaContext, openContext } from './arena-context.ts';
import { installStep } from './install-step.ts';
import { applyEdits, materialise } from './materialise.ts';
import { type ProvedFlaws, proofStep } from './proof-step.ts';
import { type RunFindings, sealRun } from './seal-run.ts';
import type { StepEnd } from './step-log.ts';
import { type ComparedTests, testsStep } from './tests-step.ts';
import { scanTree, type TreeReport, whyStale } from './tree-report.ts';
import type { ArenaNeeds, ArenaRun, RemedyToProve } from './types.ts';
import { vulnerableTree } from './vulnerable-tree.ts';

const noProof: ProofResult = { result: 'none' };
const untested = (reason: string): TestComparison => ({ result: 'untested', reason, newly_failing: [], flaky: [] });
const notRun = (reason: string): BuildOutcome => ({ state: 'not-run', reason });

/**
 * Proves one planned remedy (arena.md §1): builds the tree before and after it, asks the package manager, scans both by one
 * index, installs, runs the project's own tests and the known proofs on both, judges, and seals what was seen. Nothing of the
 * project is changed, and no code of it runs below level `process`. What goes wrong with a project is in the verdict; it throws
 * only for faults of the machine, such as a full disk.
 */
export async function proveRemedy(input: RemedyToProve, needs: ArenaNeeds): Promise<ArenaRun> {
  const startedAt = new Date(needs.clock.now()).toISOString();
  await using context = await openContext(input, needs);
  const base = () => ({
    runId: input.runId,
    purpose: input.purpose ?? 'validate',
    level: context.level,
    isolation: context.sandbox.isolation,
    startedAt,
    finishedAt: new Date(needs.clock.now()).toISOString(),
    steps: context.log.steps,
  });
  try {
    const findings = await prove(context);
    const sealed = await sealRun(context, findings);
    return { ...base(), state: 'finished', ...sealed };
  } catch (error) {
    if (needs.signal?.aborted === true) return { ...base(), state: 'cancelled' };
    throw error;
  }
}

async function prove(context: ArenaContext): Promise<RunFindings> {
  const trees = { vulnerable: join(context.folder, 'vulnerable'), patched: join(context.folder, 'patched') };
  const { input } = context;
  const facts = (more: Partial<VerdictFacts>): VerdictFacts => ({
    targets: input.subject.targets,
    resolve: notRun('not reached'),
    install: notRun('not reached'),
    tests: untested('not reached'),
    proof: noProof,
    majorStep: input.packageChanges.some(({ semver_step }) => semver_step === 'major'),
    changedPackages: input.packageChanges.length,
    ...more,
  });
  const ended = (known: VerdictFacts, more: Partial<RunFindings> = {}): RunFindings => ({ facts: known, ...more });

  const made = await context.step('materialise', 'both', () => materialiseBoth(context, trees));
  if (made.state !== 'passed') {
    return ended(facts({ resolve: { state: 'could-not-run', reason: made.reason ?? 'the trees could not be made' } }));
  }

  const runsCode = context.level !== 'static';
  const resolve = runsCode
    ? skipped(context, 'resolve', 'patched', 'the frozen install asks the same')
    : (await installStep(context, 'resolve', 'patched', trees)).outcome;

  // Also where nothing can be installed here: what a scan of the new lock file says is worth knowing, and decides nothing.
  const rescan = await rescanStep(context, trees);
  if ('missing' in rescan) {
    const install = notRun('the rescan could not be made');
    return ended(facts({ resolve, install, notRescanned: rescan.missing }));
  }
  const { outcome, before, after } = rescan;
  const scanned = { before, after };
  const uses = input.changesCode === true && { uses: flawUses(input.subject.targets, before.report, after.report) };
  const first = facts({ resolve, rescan: outcome, ...uses });
  const decided = decidedBeforeTests(first);
  const why = decided ?? (runsCode ? undefined : 'level "static" runs no code of the project');
  if (why !== undefined) return ended(skipRest(context, first, why), scanned);

  const patched = await installStep(context, 'install', 'patched', trees);
  const agreement = patched.agreement?.state;
  const second = facts({
    resolve,
    rescan: outcome,
    ...uses,
    install: patched.outcome,
    ...(agreement === undefined || agreement === 'unreadable' ? {} : { installedAgrees: agreement === 'agrees' }),
  });
  const isPartial = patched.outcome.state === 'in-part';
  const decidedNow =
    decidedBeforeTests(second) ?? (isPartial ? 'not everything that the project needs is installed' : undefined);
  if (decidedNow !== undefined) return ended(skipRest(context, second, decidedNow, false), scanned);

  const vulnerable = vulnerableTree(context, trees.vulnerable);
  const compared: ComparedTests = await testsStep(context, {
    patched: trees.patched,
    vulnerable: vulnerable.folder,
    ...(vulnerable.knownTests === undefined ? {} : { known: vulnerable.knownTests }),
  });
  vulnerable.remember(compared.before);
  const third = { ...second, tests: compared.comparison };
  const regressed = decidedBy(third);
  if (regressed !== undefined) {
    context.log.note('proof', 'both', { state: 'skipped', reason: regressed });
    return ended(third, { ...scanned, compared });
  }
  if (input.changesCode === true) {
    const reason = 'the proofs that are known call the package itself, which stays as it is';
    context.log.note('proof', 'both', { state: 'skipped', reason });
    return ended({ ...third, proof: { result: 'none', reason } }, { ...scanned, compared });
  }
  const proved: ProvedFlaws = await proofStep(context, { patched: trees.patched, vulnerable: vulnerable.folder });
  return ended({ ...third, proof: proved.result }, { ...scanned, compared, proved });
}

async function materialiseBoth(
  { input, limits, signal, levelMissing }: ArenaContext,
  trees: { readonly vulnerable: string; readonly patched: string },
): Promise<StepEnd> {
  if (levelMissing !== undefined) return { state: 'could_not_run', reason: levelMissing };
  const before = await materialise(input.baseFolder, trees.vulnerable, limits, signal);
  if (!before.ok) return { state: 'could_not_run', reason: before.error.message };
  const log = before.value.leftOut.map((line) => `left out: ${line}`).join('\n');
  if (input.afterFolder === undefined)
    await cp(trees.vulnerable, trees.patched, { recursive: true, verbatimSymlinks: true });
  else {
    const after = await materialise(input.afterFolder, trees.patched, limits, signal);
    if (!after.ok) return { state: 'could_not_run', reason: after.error.message };
  }
  const edited = await applyEdits(trees.patched, input.edits);
  if (!edited.ok) return { state: 'could_not_run', reason: edited.error.message };
  return { state: 'passed', log };
}

function skipped(context: ArenaContext, name: 'resolve' | 'install', tree: 'patched', reason: string): BuildOutcome {
  context.log.note(name, tree, { state: 'skipped', reason });
  return notRun(reason);
}

async function rescanStep(
  context: ArenaContext,
  trees: { readonly vulnerable: string; readonly patched: string },
): Promise<{ outcome: RescanOutcome; before: TreeReport; after: TreeReport } | { missing: string }> {
  const { index, maxIndexAgeMs, clock, version } = context.needs;
  const looksAtUse = context.input.changesCode === true;
  const scan = { index, maxIndexAgeMs, clock, version, signal: context.signal, looksAtUse };
  const done = await context.step('rescan', 'both', async () => {
    const before = await scanTree(trees.vulnerable, scan);
    const after = await scanTree(trees.patched, scan);
    // A report of a scan that was stopped lacks files: it says nothing about either tree.
    context.signal.throwIfAborted();
    const diffed = diffRescans(before.report, after.report);
    const unsure = whyStale(after.report) ?? diffed.inconclusive;
    const outcome: RescanOutcome = unsure === undefined ? diffed : { ...diffed, inconclusive: unsure };
    const { fixed, introduced, unchanged } = diffed.diff;
    const words = `${fixed.length} gone, ${introduced.length} new, ${unchanged.length} as before`;
    const state = unsure === undefined ? ('passed' as const) : ('could_not_run' as const);
    return { state, reason: unsure ?? words, outcome, before, after };
  });
  return 'outcome' in done ? done : { missing: done.reason ?? 'it could not run' };
}

/** Why nothing more needs to run: the facts so far decide the run against the change, whatever would follow. */
function decidedBy(facts: VerdictFacts): string | undefined {
  const { confidenceOf, verdict, reason } = judge(facts);
  return confidenceOf === 'failure' ? `decided: ${verdict}, ${reason}` : undefined;
}

/** As `decidedBy`, while the tests are still to come: that they did not run yet decides nothing. */
function decidedBeforeTests(facts: VerdictFacts): string | undefined {
  return decidedBy({ ...facts, tests: { result: 'equal', newly_failing: [], flaky: [] } });
}

/** Notes what is not run any more, and says so in the facts. */
function skipRest(context: ArenaContext, known: VerdictFacts, reason: string, withInstall = true): VerdictFacts {
  const install = withInstall ? skipped(context, 'install', 'patched', reason) : known.install;
  context.log.note('tests', 'both', { state: 'skipped', reason });
  context.log.note('proof', 'both', { state: 'skipped', reason });
  return { ...known, install, tests: untested(reason) };
}
