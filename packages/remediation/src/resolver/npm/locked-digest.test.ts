import { expect, it } from 'vitest';
import { npmProject } from '../../testing/npm-project.ts';
import type { NpmUniverse } from '../../testing/npm-universe.ts';
import { planProject } from '../../testing/plan-project.ts';

const universe: NpmUniverse = {
  'bad@1.0.0': {},
  'bad@1.0.1': { dependencies: { part: '^1.0.0' } },
  'left@1.0.0': { dependencies: { part: '^1.0.0' } },
  'right@1.0.0': { dependencies: { part: '^1.0.0' } },
  'part@1.0.0': {},
  'part@2.0.0': {},
};
const flaws = [{ id: 'T-1', name: 'bad', fixed: '1.0.1' }];
const dependencies = { bad: '^1.0.0', left: '^1.0.0', part: '^2.0.0', right: '^1.0.0' };

type Packages = Record<string, { version: string; integrity?: string }>;

/** The digests of `part@1.0.0` in the lock file of the remedy, by place, where the lock file had these. */
async function digestsAfter(before: Record<string, string>): Promise<Record<string, string | undefined>> {
  const manifests = { '': { name: 'app', version: '1.0.0', dependencies } };
  const files = await npmProject({ manifests, universe, locked: { bad: ['1.0.0'], part: ['2.0.0', '1.0.0'] } });
  const lock = JSON.parse(files['package-lock.json'] ?? '') as { packages: Packages };
  for (const [path, integrity] of Object.entries(before)) {
    lock.packages[path] = { version: '', ...lock.packages[path], integrity };
  }
  const [remedy] = await planProject({
    files: { ...files, 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` },
    universe,
    flaws,
  });
  const after = remedy?.change?.files.find(({ kind }) => kind === 'lock')?.after ?? '{"packages":{}}';
  const { packages } = JSON.parse(after) as { packages: Packages };
  return Object.fromEntries(
    Object.entries(packages)
      .filter(([path, { version }]) => path.endsWith('/part') && version === '1.0.0')
      .map(([path, { integrity }]) => [path, integrity]),
  );
}

const [left, right, fresh] = ['left', 'right', 'bad'].map((name) => `node_modules/${name}/node_modules/part`) as [
  string,
  string,
  string,
];

it('pins another copy of what is locked to the bytes that are pinned already', async () => {
  const old = 'sha1-u5NdSFgsuhaMBoNJV6VKPgcSTxE=';
  expect(await digestsAfter({ [left]: old, [right]: old })).toEqual({ [left]: old, [right]: old, [fresh]: old });
});

it('takes the strongest digest of those that the copies have', async () => {
  const [old, strong, odd] = ['sha1-u5NdSFgsuhaMBoNJV6VKPgcSTxE=', 'sha512-abcd', 'odd'];
  expect(await digestsAfter({ [left]: old, [right]: strong })).toMatchObject({ [fresh]: strong });
  expect(await digestsAfter({ [left]: odd, [right]: old })).toMatchObject({ [fresh]: old });
});
