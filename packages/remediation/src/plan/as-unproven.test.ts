import { RemedyPlan } from '@maximus/contracts';
import { expect, it } from 'vitest';
import { npmProject } from '../testing/npm-project.ts';
import { planProject } from '../testing/plan-project.ts';
import { asUnproven } from './as-unproven.ts';

it('keeps a plan that no tool could write as words, and no edit of it', async () => {
  const universe = { 'bad@1.0.0': {}, 'bad@1.0.1': {} };
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { bad: '^1.0.0' } } };
  const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] } });
  const [remedy] = await planProject({ files, universe, flaws: [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }] });
  if (remedy === undefined) throw new RangeError('nothing was planned');
  const sentence = 'The project wants npm@1.2.3; installed: none.';
  const { plan, change } = asUnproven(remedy, { why_not: 'package-manager-missing', sentence });
  RemedyPlan.parse(plan);
  expect(change).toBeUndefined();
  expect(plan).toMatchObject({ rung: 'manual-review', edits: [], package_changes: [], unproven_because: sentence });
  expect(plan.attempts[0]).toMatchObject({
    rung: 'lock-bump',
    result: 'not_taken',
    why_not: 'package-manager-missing',
    sentence,
    evidence: ['It would have been: bad from 1.0.0 to 1.0.1.'],
  });
  expect(plan.unresolved.map(({ target }) => target.primary_id)).toEqual(['T-1']);
});
