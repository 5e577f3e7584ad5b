import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { Component, ParsedFile } from '../types.ts';
import { readDepPath } from './dep-path.ts';
import { parse } from './parse.ts';
import { single6, twoDocuments, workspace5, workspace9 } from './samples.ts';

const path = 'pnpm-lock.yaml';

async function parsed(text: string): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles({}) });
  if (!result.ok) throw result.error;
  return result.value;
}

async function rejected(text: string) {
  const result = await parse({ path, text, files: memoryFiles({}) });
  if (result.ok) throw new Error('accepted');
  return result.error;
}

function named(file: ParsedFile, name: string): Component {
  const found = file.components.find((component) => component.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe('lockfile 9', () => {
  it('gives one component per snapshot with version, digest, purl and the line of its entry', async () => {
    const file = await parsed(workspace9);
    expect(file.problems).toEqual([]);
    expect(file.components.map((component) => component.purl)).toEqual([
      'pkg:npm/%40s/tool@7.3.1',
      'pkg:npm/deep@1.5.2',
      'pkg:npm/deep@2.0.0',
      'pkg:npm/from-git@4.0.2?download_url=https:%2F%2Fcodeload.example.test%2Fown%2Ffrom-git%2Ftar.gz%2F26ab6c1',
      'pkg:npm/left-real@1.3.0',
      'pkg:npm/native@2.3.3',
      'pkg:npm/patched@1.0.0',
      'pkg:npm/small@2.1.2',
      'pkg:npm/view@18.3.1',
    ]);
    const lines = workspace9.split('\n');
    expect(lines[(named(file, 'left-real').line ?? 0) - 1]).toBe('  left-real@1.3.0:');
    expect(named(file, 'left-real').integrity).toBe('sha512-left==');
  });

  it('takes direct dependencies from every importer, an alias by its target, a workspace link not at all', async () => {
    const file = await parsed(workspace9);
    const direct = file.components.filter((component) => component.direct);
    expect(direct.map(({ name, requested }) => [name, requested])).toEqual([
      ['@s/tool', '~7.3.0'],
      ['from-git', 'github:own/from-git'],
      ['left-real', 'npm:left-real@1.3.0'],
      ['native', '^2.3.0'],
      ['patched', '^1.0.0'],
      ['view', '^18.2.0'],
    ]);
    expect(file.roots).toHaveLength(6);
  });

  it('gives scopes by reachability: development only where nothing else reaches', async () => {
    const file = await parsed(workspace9);
    expect(file.components.map(({ name, version, scope }) => `${name}@${version} ${scope}`)).toEqual([
      '@s/tool@7.3.1 dev',
      'deep@1.5.2 prod',
      'deep@2.0.0 dev',
      'from-git@4.0.2 prod',
      'left-real@1.3.0 prod',
      'native@2.3.3 optional',
      'patched@1.0.0 prod',
      'small@2.1.2 optional',
      'view@18.3.1 prod',
    ]);
  });

  it('names the override, patch or catalog entry that decides a version', async () => {
    const file = await parsed(workspace9);
    const rules = file.components.flatMap(({ name, version, override }) =>
      override === undefined ? [] : [`${name}@${version}: ${override}`],
    );
    expect(rules).toEqual([
      'deep@1.5.2: overrides.parent@1>deep@^1 = 1.5.2',
      'patched@1.0.0: patchedDependencies.patched@1.0.0 = 1ea0e5defaa05275',
      'small@2.1.2: overrides.small = 2.1.2',
      'view@18.3.1: catalogs.default.view = ^18.2.0',
    ]);
  });

  it('leaves out an optional dependency that is not locked, and reports any other', async () => {
    const file = await parsed(workspace9.replace('      deep: 1.5.2\n', '      deep: 9.9.9\n'));
    expect(file.problems.map(({ error, count }) => [error.code, error.message, count])).toEqual([
      ['inventory.malformed', 'a dependency has no entry in the file: deep@9.9.9', 1],
    ]);
  });

  it('reads the document of configuration dependencies that pnpm 11 puts in front', async () => {
    const file = await parsed(twoDocuments);
    expect(file.components).toHaveLength(10);
    const plugin = named(file, '@s/plugin');
    expect([plugin.scope, plugin.direct, plugin.requested, plugin.line]).toEqual(['dev', true, '0.2.1', 14]);
    expect(twoDocuments.split('\n')[(named(file, 'view').line ?? 0) - 1]).toBe('  view@18.3.1:');
  });
});

describe('lockfiles 5 and 6', () => {
  it('reads keys with a slash and peers in brackets; a folder of the project is no component but its needs are', async () => {
    const file = await parsed(single6);
    expect(file.components.map(({ key, scope }) => [key, scope])).toEqual([
      ['/@s/ui@1.2.0(view@18.0.0)', 'prod'],
      ['/orphan@0.1.0', 'dev'],
      ['/real@3.0.0', 'prod'],
      ['/view@18.0.0', 'prod'],
      ['github.com/own/tool/0123abc', 'dev'],
    ]);
    expect(named(file, 'real').direct).toBe(true);
    expect(named(file, '@s/ui').dependsOn).toEqual([
      { to: '/view@18.0.0', requested: '^18.0.0' },
      { to: '/real@3.0.0' },
    ]);
    expect(named(file, 'tool').version).toBe('2.0.0');
  });

  it('reads version 5 with ranges in specifiers and peers behind an underscore', async () => {
    const file = await parsed(workspace5);
    expect(file.components.map(({ name, version, requested }) => [name, version, requested])).toEqual([
      ['@s/ui', '1.2.0', '^1.0.0'],
      ['view', '17.0.2', 'npm:view@^17.0.0'],
      ['other', '1.0.0', undefined],
    ]);
  });

  it.each([
    ['/@s/n/1.0.0_a@1+b@2', '@s/n', '1.0.0'],
    ['/n/1.0.0', 'n', '1.0.0'],
    ['/n@1.0.0(a@1)(b@2(c@3))', 'n', '1.0.0'],
    ['n@1.0.0-rc.1+build', 'n', '1.0.0-rc.1+build'],
    ['@s/n@file:../x', '@s/n', 'file:../x'],
    ['n@git+ssh://git@host.test/o/r.git#abc', 'n', 'git+ssh://git@host.test/o/r.git#abc'],
    ['registry.example.test/@s/n/1.0.0', '@s/n', '1.0.0'],
    ['localhost:4873/n/1.0.0', 'n', '1.0.0'],
    ['github.com/o/r/0123abc', '', 'github.com/o/r/0123abc'],
    ['lodash.merge@4.6.2', 'lodash.merge', '4.6.2'],
    ['file:test/x', '', 'file:test/x'],
    ['@', '', '@'],
  ])('reads the key %s', (key, name, reference) => {
    expect(readDepPath(key)).toMatchObject({ name, reference });
  });
});

describe('beside the package.json files of its projects', () => {
  const missing = async (text: string, tree: Record<string, unknown>) => {
    const files = memoryFiles(Object.fromEntries(Object.entries(tree).map(([at, json]) => [at, JSON.stringify(json)])));
    const result = await parse({ path, text, files });
    if (!result.ok) throw result.error;
    return result.value.problems.map(({ error }) => `${error.code} ${error.message}`);
  };
  const said = (name: string, manifest: string) =>
    `inventory.lock_outdated "${name}" is asked for by ${manifest}, but not in the lock file`;

  it('names what each asks for and the lock does not have for it', async () => {
    const root = {
      dependencies: { left: '*', added: '^1', gone: '1', linked: 'link:../x', own: 'workspace:*' },
      devDependencies: { 'added-dev': '1' },
      optionalDependencies: { native: '1', 'added-optional': '1' },
      peerDependencies: { react: '*' },
    };
    const lock = workspace9.replace('  small: 2.1.2', "  small: 2.1.2\n  gone: '-'");
    const found = await missing(lock, {
      'package.json': root,
      'packages/a/package.json': { dependencies: { left: '1' } },
    });
    expect(found).toEqual([
      said('added-optional', 'package.json'),
      said('added', 'package.json'),
      said('added-dev', 'package.json'),
      said('left', 'packages/a/package.json'),
    ]);
    const lean = lock.replace('overrides:', "ignoredOptionalDependencies:\n  - 'added*'\noverrides:");
    expect(await missing(lean, { 'package.json': root })).toHaveLength(2);
  });

  it('knows a lock without importers, an empty project and a manifest that is not JSON', async () => {
    const manifest = { 'package.json': { dependencies: { a: '1' } } };
    expect(await missing('lockfileVersion: 5.4\n', manifest)).toEqual([said('a', 'package.json')]);
    expect(await missing('lockfileVersion: 5.4\nspecifiers:\n  a: ^1\n', manifest)).toEqual([]);
    expect(await missing("lockfileVersion: '9.0'\nimporters:\n  .: {}\n", manifest)).toEqual([
      said('a', 'package.json'),
    ]);
    const broken = await parse({ path, text: single6, files: memoryFiles({ 'package.json': '{' }) });
    expect(broken.ok && broken.value.problems.map(({ error }) => error.code)).toEqual(['inventory.malformed']);
  });
});

describe('hostile and foreign input', () => {
  it('refuses versions it does not know with the line that says so', async () => {
    const error = await rejected("\nlockfileVersion: '10.0'\n");
    expect([error.code, error.details.file, error.details.line]).toEqual(['inventory.unsupported_version', path, 2]);
    expect((await rejected('lockfileVersion: 4.0\n')).code).toBe('inventory.unsupported_version');
    expect((await rejected('packages: {}\n')).code).toBe('inventory.malformed');
    expect((await rejected('lockfileVersion: 6.0\npackages: [a]\n')).code).toBe('inventory.malformed');
  });

  it('survives prototype names and entries of the wrong shape, and counts what it could not use', async () => {
    const file = await parsed(
      "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      __proto__: {specifier: ^1, version: 1.0.0}\n  b: text\npackages:\n  __proto__@1.0.0: {resolution: {integrity: sha512-a}}\n  constructor@1.0.0: [a]\n  toString@2.0.0:\n  'file:x': {resolution: text}\nsnapshots:\n  __proto__@1.0.0: {dependencies: [a], optionalDependencies: text}\n  constructor@1.0.0: [a]\n",
    );
    expect(file.components.map(({ name, direct }) => [name, direct])).toEqual([
      ['__proto__', true],
      ['toString', false],
    ]);
    expect(file.problems.map(({ error }) => [error.message, error.details.line])).toEqual([
      ['an entry is not a mapping', 14],
      ['the project b is not a mapping', 6],
    ]);
  });

  it('reports two versions of one package under one digest', async () => {
    const file = await parsed(workspace9.replace('sha512-deep2==', 'sha512-deep1=='));
    expect(file.problems.map(({ error }) => error.code)).toEqual(['inventory.integrity_conflict']);
  });
});
