import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parseMarker } from './marker.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, text = samples[path] ?? '') => parse({ path, text, files: memoryFiles({}) });

describe('pylock.toml', async () => {
  const file = unwrap(await read('pylock.toml'));

  it('tells scopes from what markers say of extras and groups', () => {
    expect(file.components.map((each) => [each.key, each.scope])).toEqual([
      ['attrs@25.1.0', 'prod'],
      ['numpy@1.26.4', 'optional'],
      ['numpy@2.0.0', 'prod'],
      ['pytest@8.1.0', 'dev'],
      ['celery@5.3.6', 'optional'],
      ['wheel-only@3.0', 'prod'],
      ['repo@1.0', 'prod'],
    ]);
  });

  it('takes what the own code needs and what nothing needs as direct', () => {
    expect(file.components.filter((each) => !each.direct).map((each) => each.key)).toEqual(['numpy@2.0.0']);
    expect(file.components[0]).toMatchObject({ integrity: 'sha256:a1', line: 8, dependsOn: [{ to: 'numpy@2.0.0' }] });
  });

  it('reads a version from the name of an archive and keeps secrets of its address out', () => {
    expect(file.components[5]?.purl).toBe(
      'pkg:pypi/wheel-only@3.0?download_url=https:%2F%2Fexample.test%2Fwheel_only-3.0-py3-none-any.whl',
    );
    expect(file.components[6]?.purl).toContain('%40cafe');
    expect(file.problems).toEqual([]);
  });

  it('claims nothing about directness where the lock has no edges', async () => {
    const bare = unwrap(await read('bare/pylock.dev.toml'));
    expect(bare.components.map((each) => [each.direct, each.scope])).toEqual([
      [false, 'prod'],
      [false, 'unknown'],
    ]);
    expect(bare.roots).toEqual(['a@1.0', 'b@2.0']);
  });

  it('refuses another version of the format', async () => {
    expect(await read('pylock.toml', 'lock-version = "2.0"')).toMatchObject({ ok: false });
    expect(await read('pylock.toml', '')).toMatchObject({ ok: false });
  });
});

describe('names and markers', () => {
  it('takes only the names of the specification', () => {
    const names = ['pylock.toml', 'a/pylock.dev.toml', 'pylock.a.b.toml', 'pylock..toml', 'my-pylock.toml'];
    expect(names.map((name) => detect(name, ''))).toEqual([true, true, false, false, false]);
  });

  it('refuses what is no marker, at any depth', () => {
    for (const text of ['', 'a', 'a ==', "a == 'b", "a not == 'b'", "(a == 'b'", "a == 'b')", "a & 'b'", "a is 'b'"]) {
      expect(parseMarker(text), text).toBeUndefined();
    }
    expect(parseMarker(`${'('.repeat(100_000)}a == 'b'`)).toBeUndefined();
    expect(parseMarker("((a == 'b'))")).toEqual({ kind: 'machine' });
  });
});
