import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { lock, manifest } from './samples.ts';

const path = 'pubspec.lock';
const tree = {
  'pubspec.yaml': manifest,
  'packages/a/pubspec.yaml': 'dev_dependencies:\n  lints:\n    version: ^2.0.0\n',
};

async function parsed(text: string, files: Readonly<Record<string, string>> = tree): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(files) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('pubspec.lock', () => {
  it('gives hosted and git packages with line, digest and the version as written', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    expect(file.components.map(({ purl, line, integrity }) => [purl, line, integrity])).toEqual([
      ['pkg:pub/_internal@1.3.0', 4, 'aaaa'],
      [
        'pkg:pub/edge@0.2.0?vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Facme%2Fedge.git%4026ab6c12fa4c989c8000d7f2ee46e55bd7ae43df',
        12,
        undefined,
      ],
      ['pkg:pub/http@1.1.0', 26, 'bbbb'],
      ['pkg:pub/lints@2.1.1', 34, 'cccc'],
      ['pkg:pub/meta@1.10', 42, undefined],
    ]);
  });

  it('takes direct and scope from the file, ranges from the manifests of the workspace', async () => {
    const file = await parsed(lock);
    expect(
      file.components.map(({ name, direct, requested, scope, override }) => [name, direct, requested, scope, override]),
    ).toEqual([
      ['_internal', false, undefined, 'unknown', undefined],
      ['edge', true, undefined, 'prod', 'git main'],
      ['http', true, '^1.0.0', 'prod', undefined],
      ['lints', true, '^2.0.0', 'dev', undefined],
      ['meta', true, '1.10', 'unknown', 'dependency_overrides.meta'],
    ]);
    expect(file.consumed).toEqual(['pubspec.yaml', 'packages/a/pubspec.yaml']);
  });

  it('takes an empty lock file', async () => {
    expect((await parsed('packages: {}\nsdks:\n  dart: ">=3"\n')).components).toEqual([]);
    expect((await parsed('packages:\nsdks:\n  dart: ">=3"\n', {})).components).toEqual([]);
  });
});

describe('hostile and foreign input', () => {
  it('refuses what is no lock file', async () => {
    for (const text of ['', 'a: 1\n', 'packages: text\n', 'packages: [a]\n', 'packages:\n  a: {\n']) {
      const result = await parse({ path, text, files: memoryFiles({}) });
      expect(!result.ok && result.error.code).toBe('inventory.malformed');
    }
    expect([detect(path, lock), detect(path, 'a: 1')]).toEqual([true, false]);
  });

  it('counts packages without version, keeps prototype names, names a broken manifest', async () => {
    const file = await parsed(
      'packages:\n  __proto__: {dependency: direct main, source: hosted, version: 1.0.0}\n  a: text\n  b: {source: hosted}\n  c: {source: git, version: 1.0.0, description: text}\n',
      { 'pubspec.yaml': 'a: "open\n' },
    );
    expect(file.components.map(({ name, direct }) => [name, direct])).toEqual([
      ['__proto__', true],
      ['c', false],
    ]);
    expect(file.problems.map(({ error }) => error.details.file)).toEqual(['pubspec.yaml', path, path]);
  });
});
