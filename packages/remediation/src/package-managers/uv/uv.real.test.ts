import { describe, expect, it } from 'vitest';
import { createPypiIndex, httpGet } from '../../registries/index.ts';
import { lockWith } from '../../testing/lock-with.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { pythonTool } from '../../testing/provision.ts';
import { type PythonUniverse, pypiFiles } from '../../testing/python-universe.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';
import { staticRegistry } from '../../testing/static-registry.ts';
import { uv } from './index.ts';

const tool = pythonTool({ name: 'uv', module: 'uv', versionArgs: ['--version'], script: 'uv' }, process.env);

const old: PythonUniverse = {
  'bad@1.0.0': {},
  'other@1.0.0': {},
  'top@2.0.0': { requires: ['bad<1.2', 'other; sys_platform == "win32"'] },
};
const universe: PythonUniverse = {
  ...old,
  'bad@1.0.1': {},
  'bad@1.1.0': { requires: ['fresh>=1', 'odd; python_version < "3.12"'] },
  'bad@1.2.0': {},
  'fresh@1.2.0': {},
  'odd@0.1.0': {},
  'other@1.9.0': {},
  'top@2.1.0': { requires: ['bad>=1.2'] },
};

const pyproject = (dependencies: string, more = '') =>
  `# The app.\n[project]\nname = "app"\nversion = "0.1.0"\nrequires-python = ">=3.9"\ndependencies = [${dependencies}]\n${more}`;

async function remedied(manifest: string, fixed: string, armed: (text: string) => string = (text) => text) {
  if (tool === undefined) throw new RangeError('uv is missing');
  const served = new Map();
  await using registry = await staticRegistry((address) => {
    for (const [path, file] of pypiFiles(old, address)) served.set(path, file);
    return served;
  });
  const index = `${registry.address}simple/`;
  const access = { defaultRegistry: index, credentials: new Map() };
  const locked = await lockWith(uv, tool, { 'pyproject.toml': manifest }, access);
  const files: Readonly<Record<string, string>> = {
    ...locked,
    'pyproject.toml': armed(locked['pyproject.toml'] ?? ''),
  };
  for (const [path, file] of pypiFiles(universe, registry.address)) served.set(path, file);
  const source = createPypiIndex({ indexes: [index], mayAsk: () => true, credentials: new Map(), get: httpGet });
  const flaws = [{ id: 'T-1', name: 'bad', fixed }];
  const parts = { ecosystem: 'PyPI', files, lockFile: 'uv.lock', flaws, locked: ['bad@1.0.0'], registry: source };
  const [remedy] = await planPinned(parts);
  const written =
    remedy?.change === undefined
      ? undefined
      : await writeShutIn({ remedy, files, manager: 'uv', tool, address: index });
  return { files, remedy, written, asked: registry.asked };
}

describe.skipIf(!(await canShutIn()) || tool === undefined)('uv itself, shut in', () => {
  it('locks a transitive package anew, the lowest that helps, and nothing beside it', async () => {
    const { files, remedy, written } = await remedied(pyproject('"top>=2"'), '1.0.1');
    expect(remedy?.plan.rung).toBe('lock-bump');
    expect(written).toMatchObject({ state: 'as-planned' });
    if (written?.state !== 'as-planned') return;
    const changed = written.lockText.split('\n').filter((line) => !(files['uv.lock'] ?? '').includes(line));
    expect(changed.filter((line) => line.startsWith('version'))).toEqual(['version = "1.0.1"']);
    expect(written.lockText).toContain('name = "other"\nversion = "1.0.0"');
  });

  it('brings in what the new version asks for, also under a marker', async () => {
    const { remedy, written } = await remedied(pyproject('"top>=2"'), '1.1.0');
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual([
      'pkg:pypi/bad@1.1.0',
      'pkg:pypi/fresh@1.2.0',
    ]);
    if (written?.state === 'as-planned') expect(written.lockText).toContain('name = "odd"\nversion = "0.1.0"');
  });

  it('moves the parent that holds it back, and drops what nobody asks for any more', async () => {
    const { remedy, written } = await remedied(pyproject('"top>=2"'), '1.2.0');
    expect(remedy?.plan.rung).toBe('parent-upgrade');
    expect(remedy?.plan.package_changes.map(({ purl_from, purl_to }) => `${purl_from} ${purl_to}`)).toEqual([
      'pkg:pypi/bad@1.0.0 pkg:pypi/bad@1.2.0',
      'pkg:pypi/other@1.0.0 undefined',
      'pkg:pypi/top@2.0.0 pkg:pypi/top@2.1.0',
    ]);
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('changes a requirement in its place, in its own style', async () => {
    const manifest = pyproject('\n  "bad ~= 1.0.0", # why\n', "\n[dependency-groups]\ndev = ['bad==1.0.*']\n");
    const { remedy, written } = await remedied(manifest, '1.1.0');
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    // 1.1.0 brings a package along, and fewer changed packages count before a smaller step.
    expect(remedy?.change?.files[0]?.after).toBe(
      manifest.replace('bad ~= 1.0.0', 'bad ~= 1.2.0').replace('bad==1.0.*', 'bad==1.2.*'),
    );
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('builds nothing of a hostile project, and follows no address of it', async () => {
    const backend = '\n[build-system]\nrequires = ["evil"]\nbuild-backend = "evil"\nbackend-path = ["."]\n';
    const dynamic = await remedied(
      pyproject('"top>=2"'),
      '1.0.1',
      (text) => `${text.replace('version = "0.1.0"', 'dynamic = ["version"]')}${backend}`,
    );
    expect(dynamic.written?.state).toBe('not-written');
    const sources = '\n[tool.uv.sources]\ntop = { url = "http://evil.example.test/top.zip" }\n';
    const elsewhere = await remedied(pyproject('"top>=2"'), '1.0.1', (text) => `${text}${sources}`);
    expect(elsewhere.written).toMatchObject({ state: 'not-written' });
    expect(elsewhere.written).not.toHaveProperty('run');
    expect(dynamic.written).not.toHaveProperty('run');
    for (const { written, asked } of [dynamic, elsewhere]) {
      expect(asked.filter((path) => path.includes('evil'))).toEqual([]);
      if (written !== undefined && 'run' in written)
        expect(written.run?.result.contacts.filter(({ allowed }) => !allowed)).toEqual([]);
    }
  });
});
