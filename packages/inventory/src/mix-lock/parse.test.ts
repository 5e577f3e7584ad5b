import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { readDependencies } from './manifest.ts';
import { parse } from './parse.ts';
import { lock, manifest } from './samples.ts';
import { readTerm } from './terms.ts';

const path = 'mix.lock';

async function parsed(
  text: string,
  tree: Readonly<Record<string, string>> = { 'mix.exs': manifest },
): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(tree) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('mix.lock', () => {
  it('gives every entry by its package name with line and digest', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    expect(file.components.map(({ key, purl, line, integrity }) => [key, purl, line, integrity])).toEqual([
      ['bandit', 'pkg:hex/bandit@1.12.4', 3, 'bbbb'],
      [
        'edge',
        'pkg:hex/edge?vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Facme%2Fedge.git%4026ab6c12fa4c989c8000d7f2ee46e55bd7ae43df',
        4,
        undefined,
      ],
      ['old', 'pkg:hex/old_package@0.1.0', 5, undefined],
      ['plug', 'pkg:hex/plug@1.19.0-rc.1', 6, 'cccc'],
      ['private', 'pkg:hex/acme/private@2.0.0', 7, 'eeee'],
      ['tester', 'pkg:hex/tester@3.0.0', 8, 'gggg'],
    ]);
  });

  it('takes direct, range, scope and override from mix.exs, read as text; the rest by who asks', async () => {
    const file = await parsed(lock);
    expect(
      file.components.map(({ key, direct, requested, scope, override }) => [key, direct, requested, scope, override]),
    ).toEqual([
      ['bandit', true, '~> 1.0', 'prod', undefined],
      ['edge', true, undefined, 'prod', 'git tag v1.0.0'],
      ['old', true, undefined, 'unknown', undefined],
      ['plug', true, '~> 1.19-rc', 'prod', 'mix.exs override ~> 1.19-rc'],
      ['private', true, '~> 2.0', 'optional', undefined],
      ['tester', true, '~> 3.0', 'dev', undefined],
    ]);
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'plug', requested: '~> 1.18' }]);
  });

  it('reads the applications of an umbrella', async () => {
    const tree = {
      'mix.exs': 'def project do [apps_path: "apps"] end',
      'apps/web/mix.exs': 'defp deps do [{:bandit, "~> 1.5"}] end',
      'apps/none/readme.md': '',
    };
    const file = await parsed(lock, tree);
    expect(file.consumed).toEqual(['mix.exs', 'apps/web/mix.exs']);
    expect(file.components[0]?.requested).toBe('~> 1.5');
  });

  it('passes over what a manifest computes', () => {
    expect(readDependencies(manifest).map(({ app }) => app)).toEqual(['bandit', 'edge', 'plug', 'tester', 'private']);
    expect(readDependencies('def deps, do: [')).toEqual([]);
    expect(readDependencies('defp deps do\n  nothing\nend\n')).toEqual([]);
  });
});

describe('literals of Elixir', () => {
  it.each([['%{a: 1, "b" => [:c, :"d e"], "f": nil}'], ['{:ok, "a\\n\\"#x", [k: {1.5, -2}, l: true]} # end'], ['[]']])(
    'reads %s',
    (text) => {
      expect('term' in readTerm(text, 0, 64)).toBe(true);
    },
  );

  it.each(['', '{', '[1 2]', '"open', '"#{1 + 1}"', '"""\nx\n"""', '%{1 2}', '&f/1', '{:a, f(1)}', '%{"a" => }'])(
    'refuses %j',
    (text) => {
      expect('fault' in readTerm(text, 0, 64)).toBe(true);
    },
  );
});

describe('hostile and foreign input', () => {
  it('refuses code, deep nesting and other values with the line', async () => {
    const error = async (text: string) => {
      const result = await parse({ path, text, files: memoryFiles({}) });
      return result.ok ? undefined : [result.error.code, result.error.details.line];
    };
    expect(await error('%{\n  "a": {:hex, :a, System.get_env("V")},\n}')).toEqual(['inventory.malformed', 2]);
    expect(await error('{:a}')).toEqual(['inventory.malformed', 1]);
    expect(await error('%{\n"a" => "open')).toEqual(['inventory.malformed', 2]);
    expect(await error(`%{"a": ${'['.repeat(100_000)}`)).toEqual(['inventory.too_deep', 1]);
    expect([detect(path, lock), detect(path, '[]')]).toEqual([true, false]);
  });

  it('counts entries of other shapes and doubles, keeps prototype names, names what is missing', async () => {
    const file = await parsed(
      '%{\n"__proto__": {:hex, :__proto__, "1.0.0", "", [], [{:nowhere, "1"}, :x, {1}]},\n"__proto__": {:hex, :a, "1"},\n"p": {:path, "x"},\n"h": {:hex, :h},\n"g": {:git, "x"},\n1 => :a,\n}',
      {},
    );
    expect(file.components.map(({ name }) => name)).toEqual(['__proto__']);
    expect(file.problems.map(({ error }) => error.details.line)).toEqual([3, 4, 5, 6, 7, 2]);
  });
});
