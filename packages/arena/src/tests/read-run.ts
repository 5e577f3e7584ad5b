import { createHash } from 'node:crypto';
import type { CommandResult } from '../sandbox/types.ts';
import { resultReaders } from './readers/registry.ts';
import type { CaseState, TestRun } from './types.ts';

/** What a shell answers when it cannot find the program (POSIX §2.8.2). */
const notFoundExit = 127;

/** What one run of a test command says: its cases where a reader knows the format, its exit code in any case. */
export function readTestRun(command: string, outcome: CommandResult, written: readonly string[] = []): TestRun {
  const text = outcome.output.tail === '' ? outcome.output.head : `${outcome.output.head}\n${outcome.output.tail}`;
  const cases = firstRead([...written, text]);
  const count = (state: CaseState) => [...(cases?.values() ?? [])].filter((each) => each === state).length;
  const couldNotRun = whyNot(command, outcome);
  return {
    result: {
      command,
      exit_code: outcome.exitCode,
      ...(cases === undefined
        ? {}
        : {
            total: cases.size,
            passed: count('passed'),
            failed: count('failed'),
            skipped: count('skipped'),
            cases_digest: digestOf(cases),
          }),
      duration_ms: Math.round(outcome.durationMs),
    },
    ...(cases === undefined ? {} : { cases }),
    ...(couldNotRun === undefined ? {} : { couldNotRun }),
  };
}

function firstRead(texts: readonly string[]): ReadonlyMap<string, CaseState> | undefined {
  for (const text of texts) {
    for (const reader of resultReaders) {
      const cases = reader.detect(text) ? reader.read(text) : undefined;
      if (cases !== undefined) return cases;
    }
  }
  return undefined;
}

function whyNot(command: string, { end, exitCode, reason }: CommandResult): string | undefined {
  if (end !== 'exited') return reason ?? end;
  return exitCode === notFoundExit ? `"${command}" needs a program that is not there` : undefined;
}

function digestOf(cases: ReadonlyMap<string, CaseState>): string {
  const rows = [...cases].map(([name, state]) => `${name}\u0000${state}`).sort();
  return createHash('sha256').update(rows.join('\n')).digest('hex');
}
