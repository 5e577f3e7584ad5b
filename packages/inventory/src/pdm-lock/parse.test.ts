import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, tree = samples) => parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) });

describe('pdm.lock', async () => {
  const file = unwrap(await read('pdm.lock'));

  it('folds the entry of an extra into its package and leaves the own code out', () => {
    expect(file.components.map((each) => [each.key, each.scope, each.direct, each.line])).toEqual([
      ['certifi@2024.2.2', 'prod', true, 8],
      ['pysocks@1.7.1', 'prod', false, 25],
      ['pytest@8.1.0', 'dev', true, 30],
      ['redis@5.0.1', 'optional', true, 35],
      ['requests@2.31.0', 'prod', true, 42],
    ]);
    expect(file.problems).toEqual([]);
  });

  it('draws the edges of an extra that the project switches on', () => {
    expect(file.components.at(-1)?.dependsOn).toEqual([
      { to: 'certifi@2024.2.2', requested: '>=2017.4.17' },
      { to: 'pysocks@1.7.1', requested: '!=1.5.7,>=1.5.6' },
    ]);
  });

  it('keeps range, digest of the source archive and repository', () => {
    expect(file.components.at(-1)?.requested).toBe('>=2.28');
    expect(file.components[0]?.integrity).toBe('sha256:a2');
    expect(file.components[3]?.purl).toContain('vcs_url=git%2Bhttps');
  });

  it('finds digests in the table of lock 3', async () => {
    const old = unwrap(await read('old/pdm.lock'));
    expect(old.components).toMatchObject([{ name: 'six', integrity: 'sha256:51', scope: 'unknown', direct: true }]);
  });

  it('keeps a package that only stands with extras', async () => {
    const text = '[[package]]\nname = "a"\nversion = "1"\nextras = ["x"]\ndependencies = ["b"]\n';
    const only = unwrap(await read('pdm.lock', { 'pdm.lock': `${text}[[package]]\nname = "b"\nversion = "2"\n` }));
    expect(only.components.map((each) => each.key)).toEqual(['a@1', 'b@2']);
  });

  it('refuses an unknown lock version and reports an entry without version', async () => {
    const newer = await read('pdm.lock', { 'pdm.lock': '[metadata]\nlock_version = "5.0"\n' });
    expect(newer).toMatchObject({ ok: false, error: { code: 'inventory.unsupported_version' } });
    const bare = unwrap(await read('pdm.lock', { 'pdm.lock': '[[package]]\nname = "a"\n' }));
    expect(bare.problems).toMatchObject([{ error: { code: 'inventory.unresolved', details: { line: 1 } } }]);
  });
});
