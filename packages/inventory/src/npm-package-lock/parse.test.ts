import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import type { Component, ParsedFile } from '../types.ts';
import { parse } from './parse.ts';

async function read(lock: unknown, tree: Record<string, string> = {}, path = 'package-lock.json'): Promise<ParsedFile> {
  const result = await parse({ path, text: JSON.stringify(lock, null, 2), files: memoryFiles(tree) });
  if (!result.ok) throw result.error;
  return result.value;
}

const byKey = (file: ParsedFile) => new Map<string, Component>(file.components.map((each) => [each.key, each]));

describe('packages map (versions 2 and 3)', () => {
  it('takes no entry whose path is absolute or climbs, but a linked folder beside the project', async () => {
    const outside = [
      'node_modules/../../etc',
      '/node_modules/a',
      'C:/node_modules/a',
      'node_modules\\..\\a',
      '../a/../b',
    ];
    const file = await read({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { beside: 'file:../beside', 'dots..name': '1' } },
        ...Object.fromEntries(outside.map((path) => [path, { version: '1.0.0' }])),
        '../beside': { version: '1.0.0', dependencies: { deep: '1' } },
        '../beside/node_modules/deep': { version: '1.0.0' },
        'node_modules/beside': { resolved: '../beside', link: true },
        'node_modules/dots..name': { version: '1.0.0' },
      },
    });
    expect(file.components.map(({ name }) => name)).toEqual(['deep', 'dots..name']);
    expect(file.problems).toMatchObject([{ error: { code: 'inventory.path_escape' }, count: outside.length }]);
  });

  it('resolves an edge to the nearest copy upwards', async () => {
    const file = await read({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { a: '^1' } },
        'node_modules/a': { version: '1.0.0', dependencies: { b: '^1', c: '*' } },
        'node_modules/a/node_modules/b': { version: '1.0.0', dependencies: { c: '^3' } },
        'node_modules/b': { version: '2.0.0' },
        'node_modules/c': { version: '3.0.0' },
      },
    });
    const components = byKey(file);
    expect(file.problems).toEqual([]);
    expect(file.roots).toEqual(['node_modules/a']);
    expect(components.get('node_modules/a')?.dependsOn).toEqual([
      { to: 'node_modules/a/node_modules/b', requested: '^1' },
      { to: 'node_modules/c', requested: '*' },
    ]);
    expect(components.get('node_modules/a/node_modules/b')?.dependsOn).toEqual([
      { to: 'node_modules/c', requested: '^3' },
    ]);
    expect(components.get('node_modules/a')).toMatchObject({ direct: true, requested: '^1', line: 9 });
    expect(components.get('node_modules/b')).toMatchObject({ direct: false, line: 22 });
  });

  it('takes what a workspace member asks for as direct, and the member itself as no component', async () => {
    const file = await read({
      lockfileVersion: 3,
      packages: {
        '': { workspaces: ['packages/*'], dependencies: { member: '*' } },
        'node_modules/member': { resolved: 'packages/member', link: true },
        'node_modules/x': { version: '1.0.0' },
        'packages/member': { version: '0.0.1', devDependencies: { x: '^2' } },
        'packages/member/node_modules/x': { version: '2.0.0', dev: true },
      },
    });
    expect(file.components.map((each) => each.key)).toEqual(['node_modules/x', 'packages/member/node_modules/x']);
    expect(file.roots).toEqual(['packages/member/node_modules/x']);
    expect(file.consumed).toEqual(['package.json', 'packages/member/package.json']);
    expect(file.problems).toEqual([]);
  });

  it('names an alias by the package that it is', async () => {
    const file = await read({
      lockfileVersion: 2,
      packages: {
        '': { dependencies: { alias: 'npm:@s/real@^4' } },
        'node_modules/alias': { name: '@s/real', version: '4.0.1' },
      },
    });
    expect(file.components[0]).toMatchObject({
      name: '@s/real',
      purl: 'pkg:npm/%40s/real@4.0.1',
      requested: 'npm:@s/real@^4',
    });
  });

  it('turns flags into scopes', async () => {
    const flags = {
      a: {},
      b: { dev: true },
      c: { optional: true },
      d: { devOptional: true },
      e: { peer: true },
      f: { dev: true, optional: true },
      g: { extraneous: true },
    };
    const file = await read({
      lockfileVersion: 3,
      packages: Object.fromEntries(
        Object.entries(flags).map(([name, flag]) => [`node_modules/${name}`, { version: '1.0.0', ...flag }]),
      ),
    });
    expect(file.components.map((each) => each.scope)).toEqual([
      'prod',
      'dev',
      'optional',
      'optional',
      'peer',
      'dev',
      'unknown',
    ]);
  });

  it('keeps a git dependency as that package and leaves secrets out of its purl', async () => {
    const file = await read({
      lockfileVersion: 3,
      packages: {
        'node_modules/g': { version: '2.0.0', resolved: 'git+https://user:secret@host.example.test/o/g.git#abc' },
        'node_modules/s': { version: '2.0.0', resolved: 'git+ssh://git@host.example.test/o/s.git#abc' },
        'node_modules/t': { version: '3.0.0', resolved: 'https://u:p@host.example.test/t.tgz?token=secret' },
        'node_modules/r': { version: '1.0.0', resolved: 'https://registry.example.test/r/-/r-1.0.0.tgz' },
        'node_modules/l': { version: '1.0.0', resolved: 'file:l-1.0.0.tgz' },
      },
    });
    expect(file.components.map((each) => each.purl)).toEqual([
      'pkg:npm/g@2.0.0?vcs_url=git%2Bhttps:%2F%2Fhost.example.test%2Fo%2Fg.git%40abc',
      'pkg:npm/s@2.0.0?vcs_url=git%2Bssh:%2F%2Fgit%40host.example.test%2Fo%2Fs.git%40abc',
      'pkg:npm/t@3.0.0?download_url=https:%2F%2Fhost.example.test%2Ft.tgz',
      'pkg:npm/r@1.0.0',
      'pkg:npm/l@1.0.0',
    ]);
    expect(JSON.stringify(file)).not.toContain('secret');
  });

  it('says which override decides a version, and only below the package it is limited to', async () => {
    const manifest = {
      dependencies: { top: '^1', ref: '2.0.0' },
      overrides: { everywhere: '1.0.1', ref: '$ref', 'parent@^1': { limited: '3.0.0', '.': '1.5.0' }, other: '9.9.9' },
    };
    const file = await read(
      {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: manifest.dependencies },
          'node_modules/top': {
            version: '1.0.0',
            dependencies: { parent: '^1', limited: '^2', everywhere: '*', other: '*' },
          },
          'node_modules/parent': { version: '1.5.0', dependencies: { limited: '^2' } },
          'node_modules/parent/node_modules/limited': { version: '3.0.0' },
          'node_modules/limited': { version: '2.0.0' },
          'node_modules/everywhere': { version: '1.0.1' },
          'node_modules/ref': { version: '2.0.0' },
          'node_modules/other': { version: '1.0.0' },
        },
      },
      { 'package.json': JSON.stringify(manifest) },
    );
    expect(Object.fromEntries(file.components.map((each) => [each.key, each.override]))).toEqual({
      'node_modules/top': undefined,
      'node_modules/parent': 'overrides.parent@^1.. = 1.5.0',
      'node_modules/parent/node_modules/limited': 'overrides.parent@^1.limited = 3.0.0',
      'node_modules/limited': undefined,
      'node_modules/everywhere': 'overrides.everywhere = 1.0.1',
      'node_modules/ref': 'overrides.ref = $ref',
      'node_modules/other': undefined,
    });
  });

  it('reports what is required and not there, unless it may be missing', async () => {
    const file = await read({
      lockfileVersion: 3,
      packages: {
        '': { dependencies: { gone: '^1' }, optionalDependencies: { maybe: '^1' } },
        'node_modules/a': { version: '1.0.0', dependencies: { lost: '^1' }, peerDependencies: { peer: '*' } },
        'node_modules/b': {},
        'node_modules/': { version: '1.0.0' },
        'node_modules/c': 'wrong',
      },
    });
    expect(file.problems.map((each) => [each.error.code, each.error.message, each.count])).toEqual([
      ['inventory.malformed', 'an entry of "packages" has no name: node_modules/', 1],
      ['inventory.malformed', 'an entry of "packages" is not an object: node_modules/c', 1],
      ['inventory.lock_outdated', 'asked for by the project, but not in the lock file: gone', 1],
      ['inventory.lock_outdated', 'required by an entry, but not in the lock file: lost (by a)', 1],
      ['inventory.unresolved', 'locked without a version: b', 1],
    ]);
    expect(file.components.map((each) => each.name)).toEqual(['a', 'b']);
  });

  it('stands names of the object prototype, in every place', async () => {
    const text = `{"lockfileVersion":3,"packages":{"":{"dependencies":{"__proto__":"^1","constructor":"^1"}},
      "node_modules/__proto__":{"version":"1.0.0","dependencies":{"toString":"^1"}},
      "node_modules/constructor":{"version":"1.0.0"},"node_modules/toString":{"version":"1.0.0"}}}`;
    const result = await parse({ path: 'package-lock.json', text, files: memoryFiles({}) });
    const file = result.ok ? result.value : undefined;
    expect(file?.roots).toEqual(['node_modules/__proto__', 'node_modules/constructor']);
    expect(file?.components[0]?.dependsOn).toEqual([{ to: 'node_modules/toString', requested: '^1' }]);
    expect(file?.problems).toEqual([]);
  });

  it('does not take more than linear time for an entry with very many dependencies or a very deep path', async () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
    const deep = `${'a/'.repeat(120)}node_modules/x`;
    const packages = Object.fromEntries([
      ['', { dependencies: Object.fromEntries(names.map((name) => [name, '*'])) }],
      ...names.map((name) => [`node_modules/${name}`, { version: '1.0.0' }]),
      [deep, { version: '1.0.0' }],
      [`${'a/'.repeat(400)}node_modules/y`, { version: '1.0.0' }],
    ]);
    const file = await read({ lockfileVersion: 3, packages });
    expect(file.components.length).toBe(20_001);
    expect(file.problems[0]?.error.message).toContain('longer or deeper');
  });
});

describe('dependency tree (version 1)', () => {
  const lock = {
    lockfileVersion: 1,
    requires: true,
    dependencies: {
      a: {
        version: '1.0.0',
        requires: { b: '^1', c: '*' },
        dependencies: { b: { version: '1.0.0', requires: { c: '^3' }, bundled: true } },
      },
      b: { version: '2.0.0', dev: true },
      c: { version: '3.0.0', optional: true },
    },
  };

  it('reads the nested tree with the keys and edges that the packages map would have', async () => {
    const file = await read(lock, { 'package.json': '{"dependencies":{"a":"^1.0.0"},"devDependencies":{"b":"2"}}' });
    expect(file.components.map(({ key, scope, line, direct }) => [key, scope, line, direct])).toEqual([
      ['node_modules/a', 'prod', 5, true],
      ['node_modules/a/node_modules/b', 'prod', 12, false],
      ['node_modules/b', 'dev', 21, true],
      ['node_modules/c', 'optional', 25, false],
    ]);
    expect(file.components[0]?.dependsOn).toEqual([
      { to: 'node_modules/a/node_modules/b', requested: '^1' },
      { to: 'node_modules/c', requested: '*' },
    ]);
    expect(file.consumed).toEqual(['package.json']);
  });

  it('takes the top-level entries that nothing requires as direct where there is no manifest', async () => {
    const file = await read(lock);
    expect(file.roots).toEqual(['node_modules/a', 'node_modules/b']);
    expect(file.consumed).toBeUndefined();
  });

  it('reads aliases and sources from the version', async () => {
    const file = await read({
      lockfileVersion: 1,
      requires: true,
      dependencies: {
        alias: { version: 'npm:real@2.0.0' },
        git: {
          version: 'git+https://host.example.test/o/git.git#abc',
          from: 'git+https://host.example.test/o/git.git',
        },
        hub: { version: 'github:o/hub#abc' },
        archive: { version: 'https://host.example.test/archive.tar.gz' },
        local: { version: 'file:../local' },
        packed: { version: 'file:packed-1.0.0.tgz' },
      },
    });
    expect(file.components.map((each) => each.purl)).toEqual([
      'pkg:npm/real@2.0.0',
      'pkg:npm/git?vcs_url=git%2Bhttps:%2F%2Fhost.example.test%2Fo%2Fgit.git%40abc',
      'pkg:npm/hub?vcs_url=github:o%2Fhub%40abc',
      'pkg:npm/archive?download_url=https:%2F%2Fhost.example.test%2Farchive.tar.gz',
      'pkg:npm/packed',
    ]);
    expect(file.problems).toHaveLength(1);
    expect(file.problems[0]).toMatchObject({ count: 4, error: { code: 'inventory.unresolved' } });
  });

  it('takes what is nested as required in files older than `requires`', async () => {
    const file = await read(
      { dependencies: { a: { version: '1.0.0', dependencies: { b: { version: '1.0.0' } } } } },
      {},
      'npm-shrinkwrap.json',
    );
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'node_modules/a/node_modules/b' }]);
  });

  it('reports entries that are no packages and paths that collide', async () => {
    const file = await read({
      lockfileVersion: 1,
      dependencies: {
        'a/node_modules/b': { version: '1.0.0' },
        a: { version: '1.0.0', dependencies: { b: { version: '2.0.0' } } },
        x: 1,
      },
    });
    expect(file.components.map((each) => each.key)).toEqual(['node_modules/a/node_modules/b', 'node_modules/a']);
    expect(file.problems[0]?.count).toBe(2);
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['{"lockfileVersion": 4, "packages": {}}', 'inventory.unsupported_version', 1],
    ['{"lockfileVersion": 3}', 'inventory.malformed', 1],
    ['{"lockfileVersion": 1, "dependencies": []}', 'inventory.malformed', 1],
    ['[]', 'inventory.malformed', 1],
    ['{\n"lockfileVersion": 3,\n"packages": {', 'inventory.malformed', 3],
    [`{"lockfileVersion":1,"dependencies":${'{"a":{"dependencies":'.repeat(40)}`, 'inventory.too_deep', 1],
  ])('%j fails with %s', async (text, code, line) => {
    const result = await parse({ path: 'x/package-lock.json', text, files: memoryFiles({}) });
    expect(result).toMatchObject({ ok: false, error: { code, details: { file: 'x/package-lock.json', line } } });
  });
});
