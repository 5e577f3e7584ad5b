import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, tree = samples) => parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) });

describe('poetry.lock', async () => {
  const newest = unwrap(await read('poetry.lock'));
  const middle = unwrap(await read('middle/poetry.lock'));
  const oldest = unwrap(await read('old/poetry.lock'));
  const scopes = (file: typeof newest) => Object.fromEntries(file.components.map((each) => [each.key, each.scope]));

  it('takes scopes from the groups of lock 2.1', () => {
    expect(scopes(newest)).toEqual({
      'celery@5.3.6': 'optional',
      'flask@2.3.2': 'prod',
      'kombu@5.3.4': 'optional',
      'msgpack@1.0.8': 'optional',
      'pytest@8.1.0': 'dev',
      'redis@5.0.1': 'optional',
      'six@1.15.0': 'prod',
      'six@1.16.0': 'prod',
      'werkzeug@2.3.8': 'prod',
    });
  });

  it('follows pyproject.toml where lock 2.0 tells no groups; what nothing reaches stays unknown', () => {
    expect(scopes(middle)).toEqual({ ...scopes(newest), 'six@1.15.0': 'unknown' });
  });

  it('takes scopes from the categories of lock 1', () => {
    expect(scopes(oldest)).toMatchObject({ 'pytest@8.1.0': 'dev', 'redis@5.0.1': 'optional', 'celery@5.3.6': 'prod' });
  });

  it('takes what pyproject.toml and path dependencies ask for as direct, with the range', () => {
    const direct = newest.components.filter((each) => each.direct).map((each) => [each.key, each.requested]);
    expect(direct).toEqual([
      ['celery@5.3.6', '^5.3'],
      ['flask@2.3.2', '>=2.0,<3.0'],
      ['pytest@8.1.0', '^8.0'],
      ['redis@5.0.1', '^5.0'],
      ['six@1.16.0', '1.16.0'],
    ]);
    expect(newest.roots).toEqual(direct.map(([key]) => key));
    expect(newest.consumed).toEqual(['pyproject.toml']);
  });

  it('draws edges with their range, an optional one only when its extra is asked for', () => {
    const celery = newest.components.find((each) => each.name === 'celery');
    expect(celery?.dependsOn).toEqual([
      { to: 'kombu@5.3.4', requested: '>=5.3' },
      { to: 'msgpack@1.0.8', requested: '>=1.0' },
    ]);
    const oldCelery = oldest.components.find((each) => each.name === 'celery');
    expect(oldCelery?.dependsOn).toEqual([{ to: 'kombu@5.3.4', requested: '>=5.3' }]);
  });

  it('is not misled by a header inside a text when it counts lines', () => {
    const lines = newest.components.map((each) => each.line);
    const text = samples['poetry.lock']?.split('\n') ?? [];
    expect(lines.map((line) => text[(line ?? 0) - 1])).toEqual(lines.map(() => '[[package]]'));
    expect(newest.components[1]).toMatchObject({ name: 'flask', line: 25 });
  });

  it('names digest and repository', () => {
    expect(newest.components[0]?.integrity).toBe('sha256:c2');
    expect(oldest.components.find((each) => each.name === 'flask')?.integrity).toBeUndefined();
    expect(newest.components.find((each) => each.name === 'redis')?.purl).toBe(
      'pkg:pypi/redis@5.0.1?vcs_url=git%2Bhttps:%2F%2Fexample.test%2Fredis.git%40beef',
    );
  });

  it('without a manifest takes as direct what nothing else needs, and enters a cycle at its first entry', async () => {
    const direct = oldest.components.filter((each) => each.direct).map((each) => each.key);
    expect(direct).toEqual([
      'celery@5.3.6',
      'flask@2.3.2',
      'msgpack@1.0.8',
      'pytest@8.1.0',
      'redis@5.0.1',
      'six@1.15.0',
      'six@1.16.0',
    ]);
    const entry = (name: string, needs: string) =>
      `[[package]]\nname = "${name}"\nversion = "1"\n[package.dependencies]\n${needs} = "*"\n`;
    const cycle = unwrap(await read('poetry.lock', { 'poetry.lock': entry('a', 'b') + entry('b', 'a') }));
    expect(cycle.roots).toEqual(['a@1']);
    expect(cycle.components.map((each) => each.direct)).toEqual([false, false]);
  });

  it('refuses an unknown lock version and keeps going past a broken manifest', async () => {
    const newer = await read('poetry.lock', { 'poetry.lock': '[metadata]\nlock-version = "3.0"\n' });
    expect(newer).toMatchObject({ ok: false, error: { code: 'inventory.unsupported_version' } });
    const broken = unwrap(await read('poetry.lock', { ...samples, 'pyproject.toml': '[project\n' }));
    expect(broken.problems).toMatchObject([{ error: { details: { file: 'pyproject.toml', line: 1 } } }]);
    expect(broken.components).toHaveLength(9);
  });

  it('reports two versions under one digest', async () => {
    const same = '[[package]]\nname = "a"\nversion = "1"\nfiles = [{file = "x", hash = "sha256:1"}]\n';
    const file = unwrap(await read('poetry.lock', { 'poetry.lock': same + same.replace('"1"', '"2"') }));
    expect(file.problems).toMatchObject([{ error: { code: 'inventory.integrity_conflict', details: { line: 5 } } }]);
  });
});
