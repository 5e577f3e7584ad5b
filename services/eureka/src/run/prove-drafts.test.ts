import type { RungAttempt } from '@maximus/contracts';
import { expect, it } from 'vitest';
import { withLearnt } from './prove-drafts.ts';

const taken = (rung: RungAttempt['rung']): RungAttempt => ({
  rung,
  result: 'taken',
  sentence: 'drafted',
  evidence: ['the diff'],
  duration_ms: 1,
});
const learnt = (rung: RungAttempt['rung']): RungAttempt => ({
  rung,
  result: 'not_taken',
  why_not: 'arena-breaks',
  sentence: 'the tests fail',
  evidence: [],
  duration_ms: 0,
});

it('keeps what a rule wrote as a draft beside the reason, and drops what a model wrote', () => {
  const attempts = [taken('code-rule'), taken('vex-not-affected')];
  expect(withLearnt(attempts, learnt('code-rule'))).toEqual([...attempts, learnt('code-rule')]);
  expect(withLearnt([taken('code-llm'), taken('virtual-patch')], learnt('code-llm'))).toEqual([
    learnt('code-llm'),
    taken('virtual-patch'),
  ]);
});
