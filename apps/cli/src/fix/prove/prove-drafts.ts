import type { FinishedRun } from '@maximus/arena';
import type { PlannedDraft } from '../plan/lock-planner.ts';
import type { CodeProver } from './types.ts';

/** What the arena says of a change of the project's own code, or why it was not asked. Nothing of it is applied. */
export interface JudgedDraft extends PlannedDraft {
  readonly run?: FinishedRun;
  readonly sentence?: string;
}

/** Has the arena judge the changes of code that rungs drafted (eureka.md §3, rung 6); each on the project as it is. */
export async function proveDrafts(
  drafts: readonly PlannedDraft[],
  prover: CodeProver,
): Promise<{ readonly judged: readonly JudgedDraft[]; readonly isCancelled: boolean }> {
  const judged: JudgedDraft[] = [];
  for (const each of drafts) {
    const answer = await prover.proveCode(each);
    if ('refused' in answer) judged.push({ ...each, sentence: answer.refused });
    else if (answer.state === 'cancelled') return { judged, isCancelled: true };
    else judged.push({ ...each, run: answer });
  }
  return { judged, isCancelled: false };
}
