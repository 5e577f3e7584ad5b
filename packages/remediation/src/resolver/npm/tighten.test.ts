import { expect, it } from 'vitest';
import { npmProject } from '../../testing/npm-project.ts';
import type { NpmUniverse } from '../../testing/npm-universe.ts';
import { planProject } from '../../testing/plan-project.ts';

const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];

async function changesIn(universe: NpmUniverse, wanted: Record<string, string>, locked: Record<string, string[]>) {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies: wanted } };
  const files = await npmProject({ manifests, universe, locked });
  const [remedy] = await planProject({ files, universe, flaws });
  return remedy?.plan.package_changes.map(({ purl_from = '', purl_to = '' }) => `${purl_from} > ${purl_to}`);
}

it('takes the release before the newest of what comes along where that one asks for less', async () => {
  const universe: NpmUniverse = {
    'bad@1.0.0': {},
    'bad@1.0.1': { dependencies: { part: '^1.0.0' } },
    'part@1.0.0': {},
    'part@1.1.0': { dependencies: { piece: '^1.0.0', more: '^1.0.0' } },
    'piece@1.0.0': {},
    'more@1.0.0': {},
  };
  expect(await changesIn(universe, { bad: '^1.0.0' }, { bad: ['1.0.0'] })).toEqual([
    'pkg:npm/bad@1.0.0 > pkg:npm/bad@1.0.1',
    ' > pkg:npm/part@1.0.0',
  ]);
});

it('goes back one release of what comes along and no further', async () => {
  const universe: NpmUniverse = {
    'bad@1.0.0': {},
    'bad@1.0.1': { dependencies: { part: '^1.0.0' } },
    'part@1.0.0': {},
    'part@1.0.1': { dependencies: { piece: '^1.0.0' } },
    'part@1.0.2': { dependencies: { piece: '^1.0.0' } },
    'piece@1.0.0': {},
  };
  expect(await changesIn(universe, { bad: '^1.0.0' }, { bad: ['1.0.0'] })).toContain(' > pkg:npm/part@1.0.2');
});

it('takes the newest of what comes along where none asks for less', async () => {
  const universe: NpmUniverse = {
    'bad@1.0.0': {},
    'bad@1.0.1': { dependencies: { part: '^1.0.0' } },
    'part@1.0.0': { dependencies: { piece: '^1.0.0' } },
    'part@1.1.0': { dependencies: { piece: '^1.0.0' } },
    'piece@1.0.0': {},
  };
  expect(await changesIn(universe, { bad: '^1.0.0' }, { bad: ['1.0.0'] })).toEqual([
    'pkg:npm/bad@1.0.0 > pkg:npm/bad@1.0.1',
    ' > pkg:npm/part@1.1.0',
    ' > pkg:npm/piece@1.0.0',
  ]);
});

it('moves what others share up as little as it must', async () => {
  const universe: NpmUniverse = {
    'bad@1.0.0': { dependencies: { part: '^1.0.0' } },
    'bad@1.0.1': { dependencies: { part: '^1.1.0' } },
    'other@1.0.0': { dependencies: { part: '^1.0.0' } },
    'part@1.0.0': {},
    'part@1.1.0': {},
    'part@1.2.0': {},
  };
  const locked = { bad: ['1.0.0'], other: ['1.0.0'], part: ['1.0.0'] };
  expect(await changesIn(universe, { bad: '^1.0.0', other: '^1.0.0' }, locked)).toEqual([
    'pkg:npm/bad@1.0.0 > pkg:npm/bad@1.0.1',
    'pkg:npm/part@1.0.0 > pkg:npm/part@1.1.0',
  ]);
});
