import type { CommandResult, Sandbox, SandboxLimits, ToolMount } from '../sandbox/types.ts';
import type { TestCommand } from './commands/types.ts';
import { clearReports, readReports } from './read-reports.ts';
import { readTestRun } from './read-run.ts';
import type { CaseState, TestRun } from './types.ts';

/** The tests of one tree, ready to run. */
export interface TestSetup {
  readonly commands: readonly TestCommand[];
  readonly tree: string;
  /** Folder in the tree that they run in. */
  readonly folder: string;
  readonly sandbox: Sandbox;
  readonly env: Readonly<Record<string, string>>;
  readonly tools: readonly ToolMount[];
  /** `timeoutMs` is for all commands together. */
  readonly limits: SandboxLimits;
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One run with everything that was printed. */
export interface TestOutput {
  readonly run: TestRun;
  readonly log: string;
}

/** A file system may keep times by the second, and the clocks of two calls differ a little. */
const clockSlackMs = 2_000;

/**
 * Runs a project's checks one after the other, shut in and without any network, and reads their cases. Where there are several,
 * each that names no cases of its own is a case itself, so that a build which newly fails is seen beside tests that pass.
 */
export async function runTests(setup: TestSetup): Promise<TestOutput> {
  const parts: { command: TestCommand; run: TestRun }[] = [];
  const logs: string[] = [];
  let leftMs = setup.limits.timeoutMs;
  for (const command of setup.commands) {
    const where = `${setup.tree}/${setup.folder}`;
    await clearReports(where, command.reports);
    const began = setup.now();
    const result = await runOne(setup, command, Math.max(leftMs, 1));
    leftMs -= result.durationMs;
    const written = await readReports(where, command.reports, began - clockSlackMs);
    logs.push(`$ ${command.label}\n${textOf(result)}\n${endOf(result)}\n`);
    parts.push({ command, run: readTestRun(command.label, result, mergeReports(written)) });
    if (result.end !== 'exited') break;
  }
  return { run: together(parts), log: logs.join('\n') };
}

function runOne(setup: TestSetup, command: TestCommand, timeoutMs: number): Promise<CommandResult> {
  return setup.sandbox.run({
    argv: command.argv,
    workFolder: setup.tree,
    folder: setup.folder,
    env: setup.env,
    network: 'none',
    limits: { ...setup.limits, timeoutMs },
    tools: setup.tools,
    label: command.label,
    ...(setup.signal === undefined ? {} : { signal: setup.signal }),
  });
}

/** Several JUnit files are one report of several suites. */
function mergeReports(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts;
  const bodies = texts.map((text) => text.replace(/^\uFEFF?\s*<\?xml[^>]{0,200}\?>/, ''));
  return [`<testsuites>${bodies.join('\n')}</testsuites>`];
}

function together(parts: readonly { command: TestCommand; run: TestRun }[]): TestRun {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only.run;
  const cases = new Map<string, CaseState>();
  for (const { command, run } of parts) {
    if (run.cases === undefined) cases.set(command.label, run.result.exit_code === 0 ? 'passed' : 'failed');
    for (const [name, state] of run.cases ?? []) cases.set(name, state);
  }
  const failed = parts.find(({ run }) => run.result.exit_code !== 0)?.run;
  const count = (wanted: CaseState) => [...cases.values()].filter((state) => state === wanted).length;
  const couldNotRun = parts.find(({ run }) => run.couldNotRun !== undefined)?.run.couldNotRun;
  return {
    result: {
      command: parts.map(({ command }) => command.label).join(' && '),
      exit_code: failed === undefined ? 0 : failed.result.exit_code,
      total: cases.size,
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
      duration_ms: parts.reduce((sum, { run }) => sum + run.result.duration_ms, 0),
    },
    cases,
    ...(couldNotRun === undefined ? {} : { couldNotRun }),
  };
}

/** Head and tail of what a command printed. */
export function textOf({ output }: CommandResult): string {
  return output.tail === '' ? output.head : `${output.head}\n… ${output.bytes} bytes in all …\n${output.tail}`;
}

/** How a command ended, as a line of a log. */
export function endOf({ end, exitCode, reason }: CommandResult): string {
  return end === 'exited' ? `[exit ${exitCode ?? 'by a signal'}]` : `[${end}: ${reason ?? ''}]`;
}
