import type { TestComparison } from '@maximus/contracts';
import type { CaseState, TestRun } from './types.ts';

/** How many times failing cases are run again on each tree before they count (arena.md §5). */
const reruns = 2;
/** Share of the cases that passed before which must pass after. */
const leastPassRate = 0.95;

/** The two trees, each ready to run its tests again. */
export interface TestTrees {
  runBefore(): Promise<TestRun>;
  runAfter(): Promise<TestRun>;
}

/** Runs the project's tests before and after a change and compares them case by case (arena.md §5). */
export async function compareTests(trees: TestTrees): Promise<TestComparison> {
  const before = await trees.runBefore();
  if (before.couldNotRun !== undefined) return untested(before.couldNotRun, before);
  const after = await trees.runAfter();
  if (after.isCutShort === true) return untested(whyCut(after), before);
  if (after.couldNotRun !== undefined && after.couldNotRun !== before.couldNotRun) {
    // It ran before, so the change is at fault, as with any other failure.
    return { ...both(before, after), result: 'regressed', reason: after.couldNotRun, newly_failing: [], flaky: [] };
  }
  const fresh = newlyFailing(before, after);
  if (fresh.length > 0) return runAgain(trees, before, after, fresh);
  return { ...both(before, after), ...settled(before, after), newly_failing: [], flaky: [] };
}

/** Compares two runs that differ in no failing case. */
function settled(before: TestRun, after: TestRun): Pick<TestComparison, 'result' | 'reason'> {
  const failedBefore = isFailure(before);
  const failedAfter = isFailure(after);
  const lost = missingCases(before, after);
  if (lost.length > 0) {
    return { result: 'regressed', reason: `${lost.length} cases no longer run, ${lost[0]} among them` };
  }
  if (!failedBefore && failedAfter) return { result: 'regressed', reason: 'the command fails after the change' };
  if (failedBefore && !failedAfter) return { result: 'better' };
  return failedBefore ? { result: 'no_worse' } : { result: 'equal' };
}

async function runAgain(
  trees: TestTrees,
  before: TestRun,
  after: TestRun,
  fresh: readonly string[],
): Promise<TestComparison> {
  const failures = new Map(fresh.map((name) => [name, { before: 0, after: 1 }]));
  for (let time = 0; time < reruns; time += 1) {
    for (const tree of ['before', 'after'] as const) {
      const again = await (tree === 'before' ? trees.runBefore() : trees.runAfter());
      if (again.isCutShort === true) {
        const reason = `whether ${fresh.slice(0, 3).join(', ')} fails every time could not be found out: ${whyCut(again)}`;
        return { ...both(before, after), ...untested(reason, before) };
      }
      count(again, failures, tree);
    }
  }
  const always = fresh.filter((name) => failures.get(name)?.after === reruns + 1 && failures.get(name)?.before === 0);
  const flaky = fresh.filter((name) => !always.includes(name));
  if (always.length > 0) {
    return { ...both(before, after), result: 'regressed', newly_failing: always, flaky };
  }
  // An unsteady case counts as half.
  const passed = passing(before).length;
  const rate = passed === 0 ? 1 : (passed - flaky.length / 2) / passed;
  const result = rate < leastPassRate ? 'regressed' : 'flaky';
  return {
    ...both(before, after),
    result,
    ...(result === 'regressed' ? { reason: `only ${Math.round(rate * 100)} % of the cases pass steadily` } : {}),
    newly_failing: [],
    flaky,
  };
}

/** Stands for the whole command where no case could be read. */
const wholeCommand = 'the test command';

function count(
  run: TestRun,
  failures: ReadonlyMap<string, { before: number; after: number }>,
  tree: 'before' | 'after',
): void {
  const failing = new Set(failingCases(run));
  for (const [name, times] of failures) if (failing.has(name)) times[tree] += 1;
}

function newlyFailing(before: TestRun, after: TestRun): readonly string[] {
  const known = new Set(failingCases(before));
  return failingCases(after).filter((name) => !known.has(name));
}

function failingCases(run: TestRun): readonly string[] {
  const named = inState(run, 'failed');
  // A command may fail without a failing case: a compile error, a crash of the runner.
  return named.length === 0 && isFailure(run) ? [wholeCommand] : named;
}

function missingCases(before: TestRun, after: TestRun): readonly string[] {
  if (before.cases === undefined || after.cases === undefined) return [];
  return passing(before).filter((name) => !after.cases?.has(name));
}

function passing(run: TestRun): readonly string[] {
  return inState(run, 'passed');
}

function inState({ cases }: TestRun, wanted: CaseState): readonly string[] {
  return [...(cases ?? [])].filter(([, state]) => state === wanted).map(([name]) => name);
}

function isFailure(run: TestRun): boolean {
  return run.couldNotRun !== undefined || run.result.exit_code !== 0;
}

function whyCut({ couldNotRun }: TestRun): string {
  return couldNotRun ?? 'the run ended before it';
}

function both(before: TestRun, after: TestRun): Pick<TestComparison, 'before' | 'after'> {
  return { before: before.result, after: after.result };
}

function untested(reason: string, before: TestRun): TestComparison {
  return { result: 'untested', reason, before: before.result, newly_failing: [], flaky: [] };
}
