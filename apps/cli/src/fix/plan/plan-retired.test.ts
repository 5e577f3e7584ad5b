import { memoryFiles } from '@maximus/inventory/testing';
import { frozenClock } from '@maximus/kernel';
import { defaultPolicy } from '@maximus/remediation';
import { matcherOfFlaws, memoryRegistry, type NpmUniverse, npmProject, today } from '@maximus/remediation/testing';
import { expect, it } from 'vitest';
import { drawPlan } from '../show/plan-table.ts';
import type { LockWork } from '../types.ts';
import { combineRemedies } from './combine-remedies.ts';
import { plannerOfRetired, planRetired } from './plan-retired.ts';

const universe: NpmUniverse = {
  'bad@1.0.0': {},
  'bad@1.0.1': {},
  'old@1.0.0': {},
  'old@1.0.1': {},
  'top@1.1.0': { dependencies: { bad: '^1.0.1', old: '1.0.0' } },
};
const overrides = { 'top@^1.0.0': { bad: '1.0.1', none: '1.0.0', old: '1.0.1' } };

it('takes out every override that nobody needs, one on top of the other, and says why the rest stays', async () => {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0' }, overrides } };
  const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.1'], old: ['1.0.1'] } });
  const lockFile = 'package-lock.json';
  const planned = await planRetired({
    project: memoryFiles(files),
    lockFile,
    matcher: matcherOfFlaws([{ id: 'T-1', name: 'old', fixed: '1.0.1' }]),
    registry: memoryRegistry(universe),
    policy: defaultPolicy,
    clock: frozenClock(today),
    budgetMs: 60_000,
    signal: new AbortController().signal,
  });
  const whole = combineRemedies(planned.remedies, planned.along);
  expect(whole?.plan).toMatchObject({ rung: 'override', targets: [], package_changes: [] });
  const manifest = whole?.change?.files.find(({ file }) => file === 'package.json')?.after ?? '';
  expect(JSON.parse(manifest).overrides).toEqual({ 'top@^1.0.0': { old: '1.0.1' } });
  expect(planned.staying.map(({ package: name, kept }) => [name, kept?.why_not])).toEqual([
    ['old', 'introduces-vulnerability'],
  ]);
  const planner = plannerOfRetired(lockFile);
  expect(await planner.plan([], [])).toEqual({ remedies: [], along: [], stuck: [] });
  const lock: LockWork = { lockFile, planner, planned, toolchain: {} as never };
  const table = drawPlan([lock], { paint: (text) => text, width: 80 });
  expect(table).toContain('is not needed any more');
  expect(table.replaceAll(/\s+/g, ' ')).toContain('old = 1.0.1 stays:');
});
