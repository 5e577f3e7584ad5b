import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { packageManagerOf, packageManagers } from './registry.ts';
import type { ManagerFiles, RegistryAccess } from './types.ts';

const here = new URL('.', import.meta.url);
const registry = 'https://registry.example.test/npm/';
const access: RegistryAccess = {
  defaultRegistry: 'https://default.example.test/',
  credentials: new Map([
    [registry, 'Bearer of-the-operator'],
    ['https://other.example.test/', 'Basic b2Y6aXQ='],
    ['https://odd.example.test/', 'Bearer two\nlines=1'],
  ]),
};

/** Every way in which a configuration can name a program, beside what is allowed. */
const hostile: ManagerFiles = new Map([
  [
    '.npmrc',
    `registry=${registry}\n@own:registry=https://own.example.test\ngit=./evil\nscript-shell=./evil\nnode-options=--require ./evil.js\n` +
      'onload-script=./evil.js\nignore-scripts=false\nglobalconfig=./evil\n//registry.example.test/npm/:_authToken=of-the-project\npnpmfile=./evil.js\n',
  ],
  ['.yarnrc', `registry "${registry}"\nyarn-path "./evil.js"\n--install.ignore-scripts false\n`],
  [
    'pnpm-workspace.yaml',
    'packages: [a]\ncatalog: { b: ^1.0.0 }\noverrides: { c: 1.0.0 }\nconfigDependencies: { evil: 1.0.0 }\nscriptShell: ./evil\npnpmfile: ./evil.js\nonlyBuiltDependencies: [evil]\n',
  ],
  ['.pnpmfile.cjs', 'evil'],
  ['package.json', '{"name":"app"}'],
]);

it('names the same managers as the folders do, each with a readme', () => {
  const folders = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  expect([...packageManagers.keys()]).toEqual(folders);
  for (const id of folders) expect(existsSync(new URL(`${id}/readme.md`, here)), id).toBe(true);
});

it('tells managers apart by the name of the lock file and its first bytes', () => {
  expect(packageManagerOf('a/package-lock.json', '{"lockfileVersion":3}')?.id).toBe('npm');
  expect(packageManagerOf('pnpm-lock.yaml', "lockfileVersion: '9.0'\n")?.id).toBe('pnpm');
  expect(packageManagerOf('yarn.lock', '# yarn lockfile v1\n')?.id).toBe('yarn');
  expect(packageManagerOf('yarn.lock', '__metadata:\n  version: 8\n')?.id).toBe('yarn-berry');
  expect(packageManagerOf('Gemfile.lock', '')).toBeUndefined();
});

/** Those that read an `.npmrc`; Yarn berry and bun have settings and tests of their own. */
const ofNode = [...packageManagers].filter(([, { configFiles }]) => configFiles.includes('.npmrc'));

it.each(ofNode)('%s keeps addresses only, and no program, script or secret of the project', (id, manager) => {
  expect(manager.id).toBe(id);
  const kept = manager.allowedConfig(hostile);
  for (const name of kept.keys()) expect(manager.configFiles).toContain(name);
  const text = [...kept.values()].join('\n');
  expect(text).not.toMatch(/evil|of-the-project|script/i);
  expect(text).toContain(registry);
  expect(manager.allowedConfig(new Map()).size).toBe(0);
  const hosts = manager.registries(hostile, access).map(({ host }) => host);
  expect(hosts).toEqual(expect.arrayContaining(['registry.example.test', 'own.example.test']));
  expect(manager.registries(new Map(), access)).toEqual([{ host: 'default.example.test', port: 443 }]);
});

it.each(ofNode)('%s gives each credential to its own registry, and none that would be two lines', (_id, manager) => {
  const text = [...manager.accessFiles(access).values()].join('\n');
  expect(text).toContain('//registry.example.test/npm/:_authToken=of-the-operator\n');
  expect(text).toContain('//other.example.test/:_auth=b2Y6aXQ=\n');
  expect(text).not.toContain('two');
});

it.each(ofNode)('%s runs with every script off, whether it writes the lock file or accepts it', (_id, manager) => {
  for (const { args, env } of [manager.lockCommand(hostile), manager.frozenCommand(hostile)]) {
    expect(args).toContain('--ignore-scripts');
    expect(Object.keys(env)).not.toContain('NODE_OPTIONS');
  }
});

it('reads a pinned version, and obeys none of another tool', () => {
  const files = (field: string) => new Map([['package.json', JSON.stringify({ packageManager: field })]]);
  const pnpm = packageManagers.get('pnpm');
  expect(pnpm?.pinnedVersion(files('pnpm@9.1.0+sha512.abc'))).toMatchObject({ version: '9.1.0', exact: true });
  for (const field of ['npm@9.1.0', 'pnpm', 'pnpm@latest', 'pnpm@https://x.example.test/a.tgz', '']) {
    expect(pnpm?.pinnedVersion(files(field)), field).toBeUndefined();
  }
});

it('reads entries of each lock file, and says where there are none', () => {
  const entries = (id: string, text: string) => packageManagers.get(id)?.entries(text);
  const pnpmLock =
    "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/a: {}\n  ../out: {}\npackages:\n  '@s/a@1.0.0(b@2.0.0)': {}\n  b@2.0.0: {}\n";
  expect(entries('pnpm', pnpmLock)).toEqual({
    ok: true,
    value: new Map([
      ['@s/a@1.0.0(b@2.0.0)', '@s/a@1.0.0'],
      ['b@2.0.0', 'b@2.0.0'],
    ]),
  });
  expect(packageManagers.get('pnpm')?.manifestFolders(pnpmLock)).toEqual(['', 'packages/a']);
  const yarnLock =
    '# yarn lockfile v1\n\n"@s/a@^1.0.0", "@s/a@~1.0.0":\n  version "1.0.2"\n  dependencies:\n    version "^1"\n';
  expect(entries('yarn', yarnLock)).toEqual({
    ok: true,
    value: new Map([['"@s/a@^1.0.0", "@s/a@~1.0.0"', '@s/a@1.0.2']]),
  });
  for (const [id, text] of [
    ['npm', '{}'],
    ['pnpm', 'a: 1'],
    ['pnpm', ': ['],
    ['yarn', 'hello'],
  ] as const) {
    expect(entries(id, text)?.ok, `${id} ${text}`).toBe(false);
  }
});
