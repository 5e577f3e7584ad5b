import type { Rung, RungAttempt } from '@maximus/contracts';
import type { Clock } from '@maximus/kernel';
import { blockage } from '../resolver/blockage.ts';
import type { Candidate } from '../resolver/types.ts';
import { strategies } from '../strategies/registry.ts';
import type { Strategy, StrategyContext, StrategyResult } from '../strategies/types.ts';
import type { CodeChange } from './code-draft.ts';

/** What the ladder came to for one job. */
export interface Climbed {
  readonly rung: Rung;
  /** Absent where a person takes over. */
  readonly candidate?: Candidate;
  /** A change of the project's own code that a rung drafted; the arena decides whether it is more than a text. */
  readonly code?: CodeChange & { readonly rung: Rung };
  readonly attempts: readonly RungAttempt[];
}

/** The rungs in their order. */
const ladder: readonly Strategy[] = [...strategies.values()].sort((a, b) => a.place - b.place);

/**
 * Tries the rungs in order; the first that finds a change is taken, and the rest are noted as superseded. Where none does,
 * texts are drafted for the person who takes over: they close nothing.
 */
export async function climbLadder(context: StrategyContext, clock: Clock): Promise<Climbed> {
  const attempts: RungAttempt[] = [];
  let taken: { rung: Rung; candidate: Candidate } | undefined;
  let drafted: Rung | undefined;
  let code: Climbed['code'];
  for (const strategy of ladder) {
    if (taken !== undefined) {
      if (strategy.id !== 'manual-review') attempts.push(supersededBy(taken.rung, strategy.id));
      continue;
    }
    // Nobody is asked, and paid, for what a rule has written already.
    if (strategy.id === 'code-llm' && drafted !== undefined) {
      attempts.push(supersededBy(drafted, strategy.id));
      continue;
    }
    const startedAt = clock.now();
    const answer = await ask(strategy, context);
    const duration_ms = Math.max(0, clock.now() - startedAt);
    attempts.push(attemptOf(strategy.id, answer, duration_ms));
    if (answer.result === 'drafted') {
      drafted ??= strategy.id;
      if (answer.code !== undefined) code ??= { ...answer.code, rung: strategy.id };
    }
    if (answer.result === 'taken') taken = { rung: strategy.id, candidate: answer.candidate };
  }
  if (taken !== undefined) return { ...taken, attempts };
  return { rung: drafted ?? 'manual-review', attempts, ...(code !== undefined && { code }) };
}

async function ask(strategy: Strategy, context: StrategyContext): Promise<StrategyResult> {
  // What asks nobody takes no time.
  if (strategy.capabilities.network && context.bounds.isSpent()) {
    const sentence = `The time for this project was used up before this rung was tried for ${context.job.name}.`;
    return { result: 'not-taken', ...blockage('budget-exhausted', sentence) };
  }
  const { rungs } = context.bounds.policy;
  if (rungs !== undefined && strategy.id !== 'manual-review' && !rungs.has(strategy.id)) {
    return { result: 'not-taken', ...blockage('policy-forbids', `The rung ${strategy.id} was not asked for.`) };
  }
  return strategy.attempt(context);
}

function attemptOf(rung: Rung, answer: StrategyResult, duration_ms: number): RungAttempt {
  if (answer.result !== 'not-taken') {
    const evidence = answer.result === 'drafted' ? [...answer.texts] : [];
    return { rung, result: 'taken', sentence: answer.sentence, evidence, duration_ms };
  }
  const { code, sentence, evidence } = answer;
  return { rung, result: 'not_taken', why_not: code, sentence, evidence: [...evidence], duration_ms };
}

function supersededBy(rung: Rung, id: Rung): RungAttempt {
  const sentence = `The smaller rung ${rung} was taken.`;
  return { rung: id, result: 'not_taken', why_not: 'superseded', sentence, evidence: [], duration_ms: 0 };
}
