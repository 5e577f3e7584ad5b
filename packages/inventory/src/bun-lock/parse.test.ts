import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { resolveKey } from './resolve.ts';
import { lock } from './samples.ts';
import { toStrictJson } from './strict-json.ts';

const path = 'bun.lock';

async function parsed(text: string): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles({}) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('bun.lock', () => {
  it('gives every package that is no folder of the project, with its line and digest', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    const lines = lock.split('\n');
    expect(
      file.components.map(({ key, line = 0 }) => (lines[line - 1] ?? '').trim().startsWith(`"${key}": [`)),
    ).not.toContain(false);
    expect(file.components.map(({ purl, scope, direct, requested }) => [purl, scope, direct, requested])).toEqual([
      ['pkg:npm/deep@2.1.3', 'prod', true, '^2'],
      ['pkg:npm/from-git?vcs_url=github:own%2Ffrom-git%400123abc', 'prod', true, 'github:own/from-git#v1'],
      ['pkg:npm/left-real@1.3.0', 'prod', true, 'npm:left-real@1.3.0'],
      ['pkg:npm/native@2.3.3', 'optional', true, '^2.3.0'],
      ['pkg:npm/patched@4.17.20', 'prod', true, '4.17.20'],
      ['pkg:npm/small@5.7.3', 'prod', false, undefined],
      ['pkg:npm/tool@3.1.32', 'dev', true, '~3.1.0'],
      ['pkg:npm/view@18.3.1', 'prod', true, '^18.2.0'],
      ['pkg:npm/small@7.8.6', 'dev', true, '^7.3.0'],
      ['pkg:npm/small@6.0.0', 'dev', false, undefined],
    ]);
    expect(file.components[0]?.integrity).toBe('sha512-deep==');
  });

  it('resolves a request to the nearest package above, as nested node_modules do', async () => {
    const file = await parsed(lock);
    const edges = new Map(file.components.map(({ key, dependsOn }) => [key, dependsOn]));
    expect(edges.get('tool')).toEqual([{ to: 'tool/small', requested: '^6' }]);
    expect(edges.get('from-git')).toEqual([{ to: 'small', requested: '^5' }]);
    expect(edges.get('tool/small')).toEqual([{ to: 'deep', requested: '*' }]);
    expect(edges.get('patched')).toEqual([
      { to: 'deep', requested: '^1.0.0' },
      { to: 'view', requested: '*' },
    ]);
  });

  it('names the override or the patch', async () => {
    const file = await parsed(lock);
    expect(file.components.flatMap(({ override }) => override ?? [])).toEqual([
      'overrides.deep = 2.1.3',
      'patchedDependencies.patched@4.17.20 = p.patch',
    ]);
  });

  it.each([
    ['a/b', 'c', ['a/b/c', 'a/c', 'c'], 'a/b/c'],
    ['a/b', 'c', ['a/c', 'c'], 'a/c'],
    ['@s/a/@t/b', 'c', ['@s/a/c', 'c'], '@s/a/c'],
    ['@s/a', 'c', ['c'], 'c'],
    ['@s/a', '@t/c', ['@s/@t/c'], undefined],
    ['', 'c', ['a/c'], undefined],
  ])('from %s finds %s in %j', (from, name, keys, found) => {
    expect(resolveKey(new Set(keys), from, name)).toBe(found);
  });
});

describe('JSON with comments and trailing commas', () => {
  it('keeps length, lines and what stands in strings', () => {
    const text = '{ // one\n "a,]": "/* no */ //", /* two\n */ "b": [1, 2, /* x */ ], \n}';
    const strict = toStrictJson(text);
    expect(strict).toHaveLength(text.length);
    expect(strict.split('\n')).toHaveLength(3 + 1);
    expect(JSON.parse(strict)).toEqual({ 'a,]': '/* no */ //', b: [1, 2] });
  });

  it('changes nothing of plain JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => toStrictJson(text) === text));
  });

  it('does not make broken text good', () => {
    for (const text of ['{,}x', '[1,,]', '"open', '{"a": /* open', '[1 // c'])
      expect(() => JSON.parse(toStrictJson(text))).toThrow();
  });
});

describe('hostile and foreign input', () => {
  it('refuses what it does not know, with the line', async () => {
    const error = async (text: string) => {
      const result = await parse({ path, text, files: memoryFiles({}) });
      return result.ok ? undefined : [result.error.code, result.error.details.file, result.error.details.line];
    };
    expect(await error('{\n"lockfileVersion": 1,\n"packages": {]')).toEqual(['inventory.malformed', path, 3]);
    expect(await error('{"lockfileVersion": 99}')).toEqual(['inventory.unsupported_version', path, 1]);
    expect(await error('{}')).toEqual(['inventory.malformed', path, 1]);
    expect(await error('[]')).toEqual(['inventory.malformed', path, 1]);
    expect(await error(`{"lockfileVersion": 1, "packages": ${'['.repeat(100)}`)).toEqual([
      'inventory.too_deep',
      path,
      1,
    ]);
    expect(detect(path, '{}')).toBe(false);
  });

  it('keeps prototype names and numeric ones with their lines; counts entries of the wrong shape', async () => {
    const file = await parsed(
      '{\n  "lockfileVersion": 0,\n  "workspaces": { "": { "dependencies": { "__proto__": "1", "7": "*" } }, "x": 1 },\n  "packages": {\n    "__proto__": ["__proto__@1.0.0", "", {}],\n    "7": ["7@1.0.0"],\n    "a": "text",\n    "b": [1],\n    "c": ["c"],\n  },\n  "overrides": [], "catalogs": { "x": { "y": "1" } },\n}',
    );
    expect(file.components.map(({ name, line, direct }) => [name, line, direct])).toEqual([
      ['7', 6, true],
      ['__proto__', 5, true],
    ]);
    expect(file.problems).toHaveLength(4);
  });

  it('reports a request that leads nowhere', async () => {
    const file = await parsed(lock.replace('"deep": "*"', '"nowhere": "*"'));
    expect(file.problems.map(({ error }) => error.message)).toEqual(['a dependency has no entry in the file: nowhere']);
  });
});
