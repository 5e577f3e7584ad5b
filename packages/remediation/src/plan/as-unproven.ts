import type { WhyNot } from '@maximus/contracts';
import { movesOf } from '../strategies/search-within.ts';
import type { PlannedRemedy } from './plan-remedies.ts';

/** Why no tool wrote the lock file of a plan. */
export interface NotWritten {
  readonly why_not: WhyNot;
  readonly sentence: string;
}

/**
 * The remedy as words for a person, where nothing could write its lock file: no edits, no change of a package, and the rung
 * that was taken says what it would have been (eureka.md §5).
 */
export function asUnproven({ plan }: PlannedRemedy, { why_not, sentence }: NotWritten): PlannedRemedy {
  const proposal = `It would have been: ${movesOf({ changes: plan.package_changes }, Number.POSITIVE_INFINITY)}.`;
  const attempts = plan.attempts.map((attempt) =>
    attempt.result === 'taken' && attempt.rung === plan.rung
      ? { ...attempt, result: 'not_taken' as const, why_not, sentence, evidence: [proposal, ...attempt.evidence] }
      : attempt,
  );
  const unresolved = plan.targets.map((target) => ({ target, attempts }));
  return {
    plan: {
      ...plan,
      rung: 'manual-review',
      package_changes: [],
      edits: [],
      attempts,
      unresolved: [...plan.unresolved, ...unresolved],
      unproven_because: sentence,
    },
  };
}
