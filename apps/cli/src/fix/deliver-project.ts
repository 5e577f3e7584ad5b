import { applyEdits } from './apply/apply-edits.ts';
import { type DeliverInput, deliverChange, workingEdits } from './deliver/deliver-change.ts';
import { statementOf } from './deliver/statement.ts';
import type { StepLines } from './show/step-lines.ts';
import type { FixResult, LockWork } from './types.ts';

/** Lets every proven change go where it was asked to: into the files all together, else one delivery for each lock file. */
export async function deliverProject(
  locks: readonly LockWork[],
  report: FixResult['report'],
  input: DeliverInput,
  steps: StepLines,
): Promise<readonly LockWork[]> {
  if (input.way === 'files' || input.facts === undefined) {
    const edits = locks.flatMap(({ outcome }) =>
      outcome?.kept === undefined ? [] : workingEdits(outcome.kept.remedy),
    );
    if (edits.length > 0) applyEdits(input.folder, edits);
    return locks.map((lock) => (lock.outcome?.kept === undefined ? lock : { ...lock, delivered: { way: 'files' } }));
  }
  const done: LockWork[] = [];
  for (const lock of locks) {
    const { outcome } = lock;
    if (outcome?.kept === undefined) {
      done.push(lock);
      continue;
    }
    input.io.signal.throwIfAborted();
    steps.now(`delivering ${lock.lockFile}`);
    const statement = statementOf(outcome.kept, outcome.remedies, report, input.facts.prefix, input.io);
    done.push({ ...lock, delivered: await deliverChange(outcome.kept.remedy, statement, input) });
  }
  steps.stop();
  return done;
}
