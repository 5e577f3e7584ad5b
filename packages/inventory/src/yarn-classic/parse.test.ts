import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { nameInAddress, readPattern } from './pattern.ts';
import { lock, tree } from './samples.ts';

const path = 'yarn.lock';

async function parsed(text: string, files: Readonly<Record<string, string>> = tree): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(files) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('yarn 1', () => {
  it('reads every entry but the folders of the project, an alias by the package behind it', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    expect(file.components.map(({ purl, line, integrity }) => [purl, line, integrity])).toEqual([
      ['pkg:npm/%40s/tool@7.3.1', 5, 'sha512-tool=='],
      ['pkg:npm/real@3.0.1', 16, '1123456789abcdef0123456789abcdef01234567'],
      ['pkg:npm/deep@1.5.2', 20, 'sha512-deep=='],
      [
        'pkg:npm/from-git@1.0.0?vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Fown%2Ffrom-git.git%4026ab6c12fa4c989c8000d7f2ee46e55bd7ae43df',
        25,
        undefined,
      ],
      ['pkg:npm/native@2.3.3', 33, '3123456789abcdef0123456789abcdef01234567'],
      ['pkg:npm/small@2.1.2', 44, 'sha512-small=='],
    ]);
  });

  it('takes what is direct, its range and its scope from every workspace', async () => {
    const file = await parsed(lock);
    expect(file.components.map(({ name, direct, requested, scope }) => [name, direct, requested, scope])).toEqual([
      ['@s/tool', true, '^7.1.0', 'dev'],
      ['real', true, 'npm:real@^3.0.0', 'prod'],
      ['deep', false, undefined, 'dev'],
      ['from-git', true, 'git+https://git.example.test/own/from-git.git#v1', 'prod'],
      ['native', true, '^2.0.0', 'optional'],
      ['small', true, undefined, 'prod'],
    ]);
    expect(file.consumed).toEqual(['package.json', 'packages/a/package.json', 'packages/b/package.json']);
  });

  it('resolves each edge by its pattern, or by the resolution that took the pattern out', async () => {
    const file = await parsed(lock);
    const tool = file.components[0];
    expect(tool?.dependsOn).toEqual([
      { to: 'deep@1.5.2', requested: '^1.0.0' },
      { to: 'small@2.x', requested: '2.x' },
      { to: 'native@^2.0.0', requested: '^2.0.0' },
    ]);
    expect(file.components[2]?.override).toBe('resolutions.**/deep = 1.5.2');
  });

  it('without package.json takes as direct what no entry asks for, scope unknown', async () => {
    const file = await parsed(lock, {});
    expect(file.components.filter(({ direct }) => direct).map(({ name, scope }) => [name, scope])).toEqual([
      ['@s/tool', 'unknown'],
      ['real', 'unknown'],
      ['from-git', 'unknown'],
      ['small', 'prod'],
    ]);
  });

  it('names a dependency that has no entry, whoever asks', async () => {
    const file = await parsed(lock, { 'package.json': '{"dependencies":{"nowhere":"^1"}}' });
    expect(file.problems.map(({ error, count }) => [error.message, count])).toEqual([
      ['a dependency has no entry in the file: deep@^1.0.0', 2],
    ]);
  });

  it('says which manifest is broken and goes on', async () => {
    const file = await parsed(lock, { 'package.json': '{"a":' });
    expect(file.components).toHaveLength(6);
    expect(file.problems.map(({ error }) => error.details.file)).toContain('package.json');
  });

  it('takes windows line ends', async () => {
    const file = await parsed(lock.replaceAll('\n', '\r\n'));
    expect(file.components).toHaveLength(6);
    expect(file.problems).toEqual([]);
  });
});

describe('hostile and foreign input', () => {
  it.each([
    ['<<<<<<< HEAD\na@1:\n  version "1"\n', 1],
    ['a@1:\n  version "1\n', 2],
    ['a@1:\n  version\n', 2],
    ['a@1:\n   version "1"\n', 2],
    ['  version "1"\n', 1],
    ['a@1:\n  version "\\x"\n', 2],
    ['a@1:\n    b "1"\n', 2],
  ])('refuses %j with its line', async (text, line) => {
    const result = await parse({ path, text, files: memoryFiles({}) });
    expect(!result.ok && [result.error.code, result.error.details.file, result.error.details.line]).toEqual([
      'inventory.malformed',
      path,
      line,
    ]);
  });

  it('keeps prototype names and reports an entry that is there twice or has no version', async () => {
    const text =
      '__proto__@^1:\n  version "1.0.0"\n\n__proto__@^1:\n  version "2.0.0"\n\nconstructor@2:\n  resolved ""\n';
    const file = await parsed(text, { 'package.json': '{"dependencies":{"__proto__":"^1"}}' });
    expect(file.components.map(({ key, direct }) => [key, direct])).toEqual([['__proto__@^1', true]]);
    expect(file.problems.map(({ error }) => error.details.line)).toEqual([4, 7]);
  });

  it('is yarn 1 wherever it is not berry', () => {
    expect(detect(path, '# yarn lockfile v1\n')).toBe(true);
    expect(detect(path, '')).toBe(true);
    expect(detect(path, '__metadata:\n  version: 6\n')).toBe(false);
  });

  it('reads names out of patterns and addresses', () => {
    expect(readPattern('@s/a@npm:@t/b@1')).toEqual({ name: '@s/a', range: 'npm:@t/b@1' });
    expect(readPattern('a')).toEqual({ name: 'a', range: '' });
    expect(nameInAddress('https://h.test/npm/@s%2fa/-/a-1.tgz')).toBe('@s/a');
    expect(nameInAddress('https://h.test/a/-/a-1.tgz')).toBe('a');
    expect(nameInAddress('https://h.test/a-1.tgz')).toBeUndefined();
  });
});
