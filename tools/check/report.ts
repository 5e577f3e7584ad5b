import type { CheckOutcome, Problem } from './types.ts';

/** A check that ran, with its wall time in milliseconds. */
export interface Finished {
  readonly id: string;
  readonly outcome: CheckOutcome;
  readonly tookMs: number;
}

/** Whether anything but notices came out of it. */
export function failed(done: Finished): boolean {
  return done.outcome.problems.some((problem) => problem.level === 'failure');
}

/** One line for the check, then its problems, failures before notices. */
export function printOutcome(done: Finished, quiet: boolean): void {
  if (quiet && !failed(done)) return;
  console.log(`${failed(done) ? '✗' : '✓'} ${done.id.padEnd(18)} ${seconds(done.tookMs)}  ${done.outcome.detail}`);
  const ordered = [...done.outcome.problems].sort(
    (a, b) => a.level.localeCompare(b.level) || a.file.localeCompare(b.file),
  );
  for (const problem of ordered) console.log(`    ${place(problem)}  ${word(problem)}${problem.message}`);
  if (failed(done) && done.outcome.output) console.log(done.outcome.output.replace(/^/gm, '    '));
}

/** The closing line with the wall time of the whole run in milliseconds. */
export function printSummary(finished: readonly Finished[], tookMs: number): void {
  const broken = finished.filter(failed);
  const verdict = broken.length === 0 ? 'all passed' : `failed: ${broken.map((done) => done.id).join(', ')}`;
  console.log(`${finished.length} checks in ${seconds(tookMs).trim()}, ${verdict}`);
}

function place(problem: Problem): string {
  return problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
}

function word(problem: Problem): string {
  return problem.level === 'notice' ? 'notice: ' : '';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`.padStart(7);
}
