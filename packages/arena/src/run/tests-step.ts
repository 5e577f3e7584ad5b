import type { TestComparison } from '@maximus/contracts';
import { detectTests } from '../tests/commands/detect-tests.ts';
import { compareTests } from '../tests/compare-tests.ts';
import { runTests, type TestSetup } from '../tests/run-tests.ts';
import type { TestRun } from '../tests/types.ts';
import type { ArenaContext } from './arena-context.ts';
import { commandLimits } from './limits.ts';
import type { StepEnd } from './step-log.ts';

/** Both sides of the project's own tests. */
export interface ComparedTests {
  readonly comparison: TestComparison;
  readonly before?: TestRun;
  readonly after?: TestRun;
}

/** What the tests run in: the patched tree, and the vulnerable one, which is built when it is first asked for. */
export interface TestedTrees {
  readonly patched: string;
  vulnerable(): Promise<string | { readonly impossible: string }>;
  /** What is known from an earlier run. */
  readonly known?: TestRun;
}

/** Runs the project's tests before and after the change, each time in both trees the same commands (arena.md §5). */
export async function testsStep(context: ArenaContext, trees: TestedTrees): Promise<ComparedTests> {
  const { needs, input, manager } = context;
  const skip = (reason: string): ComparedTests => {
    for (const tree of ['vulnerable', 'patched'] as const)
      context.log.note('tests', tree, { state: 'skipped', reason });
    return { comparison: { result: 'untested', reason, newly_failing: [], flaky: [] } };
  };
  if (needs.tests.mode === 'off') return skip('the tests are switched off');
  const found = await detectTests({
    tree: trees.patched,
    at: context.at,
    ecosystem: manager?.ecosystem ?? '',
    managerArgv: managerArgv(context),
    ...(needs.tests.command === undefined ? {} : { command: needs.tests.command }),
  });
  if ('none' in found) return skip(found.none);
  const runs: { before?: TestRun; after?: TestRun } = {};
  const side =
    (which: 'vulnerable' | 'patched', folderOf: () => Promise<string | { impossible: string }>) =>
    async (): Promise<TestRun> => {
      const key = which === 'vulnerable' ? 'before' : 'after';
      const isFirst = runs[key] === undefined;
      if (isFirst && which === 'vulnerable' && trees.known !== undefined) {
        context.log.note('tests', which, {
          ...endFrom(trees.known),
          reason: 'known from an earlier run of this commit',
        });
        runs.before = trees.known;
        return trees.known;
      }
      const done = await context.step('tests', which, async () => {
        const tree = await folderOf();
        if (typeof tree !== 'string') return { state: 'could_not_run' as const, reason: tree.impossible };
        const { run, log } = await runTests(setupFor(context, tree, found));
        return { ...endFrom(run), log, run, ...(isFirst ? {} : { reason: 'run again, for cases that failed newly' }) };
      });
      const ran = 'run' in done ? done.run : couldNotRun(input.packageManager, done.reason ?? 'they could not run');
      // The run's time is over: what has no result now is no worse for it.
      const run = ran.couldNotRun !== undefined && context.signal.aborted ? { ...ran, isCutShort: true } : ran;
      runs[key] ??= run;
      return run;
    };
  const comparison = await compareTests({
    runBefore: side('vulnerable', trees.vulnerable),
    runAfter: side('patched', async () => trees.patched),
  });
  return { comparison, ...runs };
}

function setupFor(
  context: ArenaContext,
  tree: string,
  { commands, folder }: { readonly commands: TestSetup['commands']; readonly folder: string },
): TestSetup {
  const { needs, limits, runtime, manager } = context;
  return {
    commands,
    tree,
    folder,
    sandbox: context.sandbox,
    env: { ...runtime.env, ...needs.tests.env },
    tools: [...runtime.tools, ...(manager === undefined ? [] : (context.tools.get(manager.id)?.[0]?.mounts ?? []))],
    limits: commandLimits(limits, Math.min(needs.tests.timeoutMs ?? limits.testsMs, limits.testsMs)),
    signal: context.signal,
    now: needs.clock.now,
  };
}

function managerArgv({ manager, tools }: ArenaContext): readonly string[] {
  return (manager?.ecosystem === 'npm' ? tools.get(manager.id)?.[0]?.argv : undefined) ?? ['npm'];
}

function endFrom(run: TestRun): StepEnd {
  if (run.couldNotRun !== undefined)
    return { state: 'could_not_run', reason: run.couldNotRun, exitCode: run.result.exit_code };
  return { state: run.result.exit_code === 0 ? 'passed' : 'failed', exitCode: run.result.exit_code };
}

function couldNotRun(command: string, reason: string): TestRun {
  return { result: { command, exit_code: null, duration_ms: 0 }, couldNotRun: reason };
}
