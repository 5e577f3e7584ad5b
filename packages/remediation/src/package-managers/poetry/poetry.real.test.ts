import { afterAll, describe, expect, it } from 'vitest';
import { createPypiIndex, httpGet } from '../../registries/index.ts';
import { lockWith } from '../../testing/lock-with.ts';
import { planPinned } from '../../testing/pinned-plan.ts';
import { pythonTool } from '../../testing/provision.ts';
import { type PythonUniverse, pypiFiles } from '../../testing/python-universe.ts';
import { canShutIn, writeShutIn } from '../../testing/shut-in.ts';
import { type StaticFile, staticRegistry } from '../../testing/static-registry.ts';
import { poetry } from './index.ts';

const tool = pythonTool(
  { name: 'poetry', module: 'poetry', versionArgs: ['--version'], script: 'poetry' },
  process.env,
);

const old: PythonUniverse = {
  'bad@1.0.0': {},
  'other@1.0.0': {},
  'top@2.0.0': { requires: ['bad<1.2', 'other; sys_platform == "win32"'] },
};
const universe: PythonUniverse = {
  ...old,
  'bad@1.0.1': {},
  'bad@1.1.0': { requires: ['fresh>=1'] },
  'bad@1.2.0': {},
  'fresh@1.2.0': {},
  'other@1.9.0': {},
  'top@2.1.0': { requires: ['bad>=1.2'] },
};

const pyproject = (dependencies: string) =>
  `# The app.\n[tool.poetry]\nname = "app"\nversion = "0.1.0"\ndescription = ""\nauthors = []\npackage-mode = false\n\n[tool.poetry.dependencies]\npython = "^3.9"\n${dependencies}`;

const served = new Map<string, StaticFile>();
const asked: string[] = [];
const begun = new Map<string, Promise<Record<string, string>>>();
const registry = await staticRegistry(() => served);
afterAll(() => registry[Symbol.asyncDispose]());
const index = `${registry.address}simple/`;

function serve(held: PythonUniverse): void {
  for (const [path, file] of pypiFiles(held, registry.address)) served.set(path, file);
}

/** The project as it was locked when only the old versions were there; the tool takes seconds, so each is locked once. */
function lockedOnce(manifest: string): Promise<Record<string, string>> {
  if (tool === undefined) throw new RangeError('Poetry is missing');
  served.clear();
  serve(old);
  const access = { defaultRegistry: index, credentials: new Map() };
  const known = begun.get(manifest) ?? lockWith(poetry, tool, { 'pyproject.toml': manifest }, access);
  begun.set(manifest, known);
  return known;
}

async function remedied(dependencies: string, fixed: string, armed = '') {
  const source = `\n[[tool.poetry.source]]\nname = "own"\nurl = "${index}"\npriority = "primary"\n`;
  const manifest = pyproject(dependencies) + source;
  const files: Readonly<Record<string, string>> = {
    ...(await lockedOnce(manifest)),
    'pyproject.toml': manifest + armed,
  };
  serve(universe);
  asked.splice(0, asked.length, ...registry.asked);
  const reader = createPypiIndex({ indexes: [index], mayAsk: () => true, credentials: new Map(), get: httpGet });
  const flaws = [{ id: 'T-1', name: 'bad', fixed }];
  const parts = { ecosystem: 'PyPI', files, lockFile: 'poetry.lock', flaws, locked: ['bad@1.0.0'], registry: reader };
  const [remedy] = await planPinned(parts);
  const write = () => writeShutIn({ remedy, files, manager: 'poetry', tool, address: index });
  return { files, remedy, write, asked: () => registry.asked.slice(asked.length) };
}

describe.skipIf(!(await canShutIn()) || tool === undefined)('Poetry itself, shut in', () => {
  it('locks a transitive package anew, the lowest that helps, with its digest, and nothing beside it', async () => {
    const { files, remedy, write } = await remedied('top = "^2"\n', '1.0.1');
    expect(remedy?.plan.rung).toBe('lock-bump');
    const written = await write();
    expect(written).toMatchObject({ state: 'as-planned' });
    if (written.state !== 'as-planned') return;
    const changed = written.lockText.split('\n').filter((line) => !(files['poetry.lock'] ?? '').includes(line));
    expect(changed.map((line) => line.trim().split(',')[0])).toEqual([
      'version = "1.0.1"',
      '{file = "bad-1.0.1-py3-none-any.whl"',
    ]);
  });

  it('brings in what the new version asks for', async () => {
    const { remedy, write } = await remedied('top = "^2"\n', '1.1.0');
    const written = await write();
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ purl_to }) => purl_to)).toEqual([
      'pkg:pypi/bad@1.1.0',
      'pkg:pypi/fresh@1.2.0',
    ]);
  });

  it('moves the parent that holds it back, and drops what nobody asks for any more', async () => {
    const { remedy, write } = await remedied('top = "^2"\n', '1.2.0');
    expect(remedy?.plan.rung).toBe('parent-upgrade');
    const written = await write();
    expect(written).toMatchObject({ state: 'as-planned' });
    expect(remedy?.plan.package_changes.map(({ change }) => change)).toEqual(['upgraded', 'removed', 'upgraded']);
  });

  it('changes a requirement in its place, in its own style', async () => {
    const dependencies = 'bad = { version = "~1.0.0", extras = [] } # why\n';
    const { remedy, write } = await remedied(dependencies, '1.1.0');
    expect(remedy?.plan.rung).toBe('direct-upgrade');
    // 1.1.0 brings a package along, and fewer changed packages count before a smaller step.
    expect(remedy?.change?.files[0]?.after.startsWith(pyproject(dependencies).replace('~1.0.0', '~1.2.0'))).toBe(true);
    const written = await write();
    expect(written).toMatchObject({ state: 'as-planned' });
  });

  it('starts nothing for a project with plug-ins, foreign packages or archives to build', async () => {
    const plugin = '\n[tool.poetry.requires-plugins]\nevil = ">=1"\n';
    const foreign = '\n[tool.poetry.group.dev.dependencies]\nevil = { git = "http://evil.example.test/evil.git" }\n';
    for (const armed of [plugin, foreign]) {
      const { write, asked } = await remedied('top = "^2"\n', '1.0.1', armed);
      const written = await write();
      expect(written, armed).toMatchObject({ state: 'not-written' });
      expect(written, armed).not.toHaveProperty('run');
      expect(asked().filter((path) => path.includes('evil'))).toEqual([]);
    }
  });

  it('says that the release which wrote the lock file is missing', async () => {
    const { files, remedy } = await remedied('top = "^2"\n', '1.0.1');
    const first = { ...files, 'poetry.lock': (files['poetry.lock'] ?? '').replace(/Poetry \d+/, 'Poetry 1') };
    const written = await writeShutIn({
      remedy,
      files: first,
      manager: 'poetry',
      tool,
      address: 'http://127.0.0.1:9/',
    });
    expect(written).toMatchObject({ state: 'not-written', why_not: 'package-manager-missing' });
  });
});
