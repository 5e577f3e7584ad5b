import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, tree = samples) => parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) });

describe('Pipfile.lock', async () => {
  const file = unwrap(await read('Pipfile.lock'));

  it('gives one component a version, with the strongest scope of its categories', () => {
    expect(file.components.map((each) => [each.key, each.scope, each.requested])).toEqual([
      ['attrs@23.2.0', 'prod', undefined],
      ['flask@2.3.2', 'prod', '~=2.3'],
      ['tool', 'prod', 'https://example.test/tool.git'],
      ['pytest@8.1.0', 'dev', '*'],
      ['six@1.16.0', 'optional', undefined],
      ['sphinx@7.0.0', 'dev', '>=7'],
      ['six@1.15.0', 'dev', undefined],
    ]);
    expect(file.roots).toEqual(['flask@2.3.2', 'tool', 'pytest@8.1.0', 'sphinx@7.0.0']);
    expect(file.consumed).toEqual(['Pipfile']);
  });

  it('reports a repository without version and keeps its token out of every text', () => {
    expect(file.problems).toMatchObject([{ error: { code: 'inventory.unresolved', details: { line: 32 } } }]);
    expect(JSON.stringify(file)).not.toContain('token');
  });

  it('names the line of the entry and one digest whatever their order', () => {
    expect(file.components[0]).toMatchObject({ line: 13, integrity: 'sha256:aa' });
    expect(file.components[1]?.line).toBe(21);
  });

  it('has every entry as a root where there is no Pipfile', async () => {
    const alone = unwrap(await read('Pipfile.lock', { 'Pipfile.lock': samples['Pipfile.lock'] ?? '' }));
    expect(alone.roots).toHaveLength(7);
    expect(alone.components.some((each) => each.direct)).toBe(false);
  });

  it('says what is wrong with a file that is not one', async () => {
    const code = async (text: string) => {
      const result = await read('Pipfile.lock', { 'Pipfile.lock': text });
      return result.ok ? result.value.problems.map((each) => each.error.code) : result.error.code;
    };
    expect(await code('[]')).toBe('inventory.malformed');
    expect(await code('{"_meta": {"pipfile-spec": 7}}')).toBe('inventory.unsupported_version');
    expect(await code('{"default": {"a": 1, "b": {"version": "*"}, "c": {"file": "https://x.test/c.zip"}}}')).toEqual([
      'inventory.malformed',
      'inventory.unresolved',
      'inventory.unresolved',
    ]);
    const broken = unwrap(await read('Pipfile.lock', { ...samples, Pipfile: '[[[' }));
    expect(broken.problems[1]?.error.details.file).toBe('Pipfile');
  });
});
