import { RemedyPlan } from '@maximus/contracts';
import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock, unwrap } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { type Flaw, matcherOfFlaws } from '../testing/advisories.ts';
import { npmProject } from '../testing/npm-project.ts';
import { memoryRegistry, type NpmUniverse, today } from '../testing/npm-universe.ts';
import { planProject } from '../testing/plan-project.ts';
import { planRetirements } from './plan-retirements.ts';
import { defaultPolicy } from './policy.ts';

const versions = (name: string, ...all: readonly string[]) =>
  Object.fromEntries(all.map((each) => [`${name}@${each}`, {}]));
const flaws: readonly Flaw[] = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];

async function retire(universe: NpmUniverse, overrides: Record<string, unknown>, locked: Record<string, string[]>) {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' }, overrides } };
  const files = await npmProject({ manifests, universe, locked });
  const planned = await planRetirements({
    project: memoryFiles(files),
    lockFile: 'package-lock.json',
    matcher: matcherOfFlaws(flaws),
    registry: memoryRegistry(universe),
    policy: defaultPolicy,
    clock: frozenClock(today),
    budgetMs: 60_000,
  });
  return unwrap(planned);
}

const caughtUp: NpmUniverse = {
  ...versions('bad', '1.0.0', '1.0.1'),
  'top@1.1.0': { dependencies: { bad: '^1.0.1' } },
};
const behind: NpmUniverse = { ...versions('bad', '1.0.0', '1.0.1'), 'top@1.1.0': { dependencies: { bad: '1.0.0' } } };

it('takes out an override that the parents have caught up with, and what it leaves empty', async () => {
  const [retirement, ...others] = await retire(caughtUp, { 'top@^1.0.0': { bad: '1.0.1' } }, { bad: ['1.0.1'] });
  expect(others).toEqual([]);
  expect(retirement).toMatchObject({ rule: 'overrides.top@^1.0.0.bad = 1.0.1', package: 'bad' });
  const { plan, change } = retirement?.remedy ?? {};
  RemedyPlan.parse(plan);
  expect(plan).toMatchObject({ rung: 'override', targets: [], package_changes: [] });
  expect(plan?.edits.map(({ file }) => file)).toEqual(['package.json']);
  expect(JSON.parse(change?.files[0]?.after ?? '')).not.toHaveProperty('overrides');
});

it('keeps an override without which the flaw would be back, and says so', async () => {
  const [retirement] = await retire(behind, { bad: '1.0.1' }, { bad: ['1.0.1'] });
  expect(retirement?.remedy).toBeUndefined();
  expect(retirement?.kept?.why_not).toBe('introduces-vulnerability');
  expect(retirement?.kept?.sentence).toContain('bad@1.0.0');
});

it('asks the same question until the override, or somebody who asks for the package, is another', async () => {
  const questions: string[] = [];
  const ask = async (universe: NpmUniverse, overrides: Record<string, unknown>) => {
    const [{ question } = { question: '' }] = await retire(universe, overrides, { bad: ['1.0.1'] });
    questions.push(question);
    return question;
  };
  const first = await ask(caughtUp, { bad: '1.0.1' });
  expect(await ask({ ...caughtUp, 'else@1.0.0': {} }, { bad: '1.0.1' })).toBe(first);
  await ask(caughtUp, { bad: '>=1.0.1' });
  await ask(behind, { bad: '1.0.1' });
  await ask({ ...caughtUp, 'top@1.2.0': { dependencies: { bad: '^1.0.1' } } }, { bad: '1.0.1' });
  expect(new Set(questions).size).toBe(4);
});

it('leaves the other rules where they are', async () => {
  const overrides = { top: { bad: '1.0.1', none: '1.0.0' } };
  const [retirement, other] = await retire(caughtUp, overrides, { bad: ['1.0.1'] });
  expect(JSON.parse(retirement?.remedy?.change?.files[0]?.after ?? '').overrides).toEqual({ top: { none: '1.0.0' } });
  expect(other).toMatchObject({ rule: 'overrides.top.none = 1.0.0', package: 'none' });
});

it('changes a rule of the project itself only where the policy allows it', async () => {
  const universe: NpmUniverse = {
    ...versions('bad', '1.0.0', '1.0.1'),
    'top@1.0.0': { dependencies: { bad: '^1.0.0' } },
  };
  const manifests = {
    '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' }, overrides: { bad: '1.0.0' } },
  };
  const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'] } });
  const [strict] = await planProject({ files, universe, flaws });
  expect(strict?.plan.rung).toBe('manual-review');
  expect(strict?.plan.attempts.find(({ rung }) => rung === 'override')?.why_not).toBe('pinned-by-override');
  const policy = { ...defaultPolicy, mayChangeOverrides: true };
  const [allowed] = await planProject({ files, universe, flaws, input: { policy } });
  expect(allowed?.plan.rung).toBe('override');
  const manifest = allowed?.change?.files.find(({ kind }) => kind === 'manifest')?.after ?? '';
  expect(JSON.parse(manifest).overrides).toEqual({ bad: '1.0.1' });
});
