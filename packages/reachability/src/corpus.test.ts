import { expect, test } from 'vitest';
import { judgeCorpus } from './testing/judge-corpus.ts';

test('what a run of the corpus has reached is never called unreachable, nor what its input decides', async () => {
  const judged = await judgeCorpus();
  expect(judged.length).toBeGreaterThanOrEqual(60);
  const wrong = judged.filter(({ label, verdict }) => verdict === 'unreachable' && label !== 'unreachable');
  expect(wrong.map(({ project, reason }) => `${project.name}: ${reason}`)).toEqual([]);
});
