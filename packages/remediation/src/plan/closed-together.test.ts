import { expect, it } from 'vitest';
import { npmProject } from '../testing/npm-project.ts';
import type { NpmUniverse } from '../testing/npm-universe.ts';
import { planProject } from '../testing/plan-project.ts';

it('makes one plan where the change for one package also closes what is wrong with another', async () => {
  const universe: NpmUniverse = {
    'top@1.0.0': { dependencies: { bad: '1.0.0', worse: '1.0.0' } },
    'top@1.1.0': { dependencies: { bad: '1.0.1', worse: '1.0.0' } },
    'top@1.2.0': { dependencies: { bad: '1.0.1', worse: '1.0.1' } },
    'bad@1.0.0': {},
    'bad@1.0.1': {},
    'worse@1.0.0': {},
    'worse@1.0.1': {},
    'third@1.0.0': {},
    'third@1.0.1': {},
  };
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: { top: '^1.0.0', third: '^1.0.0' } } };
  const locked = { top: ['1.0.0'], third: ['1.0.0'] };
  const files = await npmProject({ manifests, universe, locked });
  const flaws = ['bad', 'worse', 'third'].map((name) => ({ id: `T-${name}`, name, fixed: '1.0.1' }));
  const planned = await planProject({ files, universe, flaws });
  const shown = planned.map(({ plan }) => [
    plan.targets.map(({ primary_id }) => primary_id).sort(),
    plan.package_changes.map(({ purl_to }) => purl_to),
  ]);
  expect(shown).toEqual([
    [
      ['T-bad', 'T-worse'],
      ['pkg:npm/bad@1.0.1', 'pkg:npm/top@1.2.0', 'pkg:npm/worse@1.0.1'],
    ],
    [['T-third'], ['pkg:npm/third@1.0.1']],
  ]);
});
