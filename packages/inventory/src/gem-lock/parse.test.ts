import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { isDevelopment, readGemfile } from './gemfile.ts';
import { parse } from './parse.ts';
import { gemfile, lock } from './samples.ts';

async function parsed(
  text: string,
  tree: Readonly<Record<string, string>>,
  path = 'Gemfile.lock',
): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(tree) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('Gemfile.lock', () => {
  it('gives every gem and platform with line and digest; the project and Bundler are none', async () => {
    const file = await parsed(lock, { Gemfile: gemfile });
    expect(file.problems).toEqual([]);
    expect(file.components.map(({ purl, line, integrity }) => [purl, line, integrity])).toEqual([
      [
        'pkg:gem/edge@2.0.0.pre1?vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Facme%2Fedge.git%4026ab6c12fa4c989c8000d7f2ee46e55bd7ae43df',
        6,
        undefined,
      ],
      ['pkg:gem/minitest@5.20.0', 18, 'sha256=aaaa'],
      ['pkg:gem/nokogiri@1.15.4', 19, undefined],
      ['pkg:gem/nokogiri@1.15.4?platform=x86_64-linux', 21, 'sha256=bbbb'],
      ['pkg:gem/mini_portile2@2.8.5', 22, undefined],
      ['pkg:gem/rack@3.0.8', 23, undefined],
      ['pkg:gem/rails-ish@7.0.8', 24, undefined],
      ['pkg:gem/rubocop@1.57.0', 27, undefined],
    ]);
  });

  it('takes direct gems from DEPENDENCIES and own gemspecs, scopes from the groups of the Gemfile', async () => {
    const file = await parsed(lock, { Gemfile: gemfile });
    expect(
      file.components.map(({ name, direct, requested, scope, override }) => [name, direct, requested, scope, override]),
    ).toEqual([
      ['edge', true, undefined, 'prod', 'git 26ab6c12fa4c989c8000d7f2ee46e55bd7ae43df'],
      ['minitest', true, '~> 5.0', 'dev', undefined],
      ['nokogiri', false, undefined, 'prod', undefined],
      ['nokogiri', false, undefined, 'prod', undefined],
      ['mini_portile2', false, undefined, 'prod', undefined],
      ['rack', true, '>= 3.0, < 3.1', 'prod', undefined],
      ['rails-ish', true, '~> 7.0', 'prod', undefined],
      ['rubocop', true, undefined, 'dev', undefined],
    ]);
    expect(file.consumed).toEqual(['Gemfile']);
  });

  it('leads to a gem of every platform, with the requirement', async () => {
    const file = await parsed(lock, {});
    expect(file.components.find(({ name }) => name === 'rails-ish')?.dependsOn).toEqual([
      { to: 'nokogiri (1.15.4)', requested: '>= 1.5' },
      { to: 'nokogiri (1.15.4-x86_64-linux)', requested: '>= 1.5' },
    ]);
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'rack (3.0.8)', requested: '>= 2.2, < 4' }]);
    expect(file.components.find(({ name }) => name === 'minitest')?.scope).toBe('unknown');
  });

  it('takes gems.locked with its gems.rb, and Windows line ends', async () => {
    const file = await parsed(lock.replaceAll('\n', '\r\n'), { 'a/gems.rb': gemfile }, 'a/gems.locked');
    expect(file.components).toHaveLength(8);
    expect(file.consumed).toEqual(['a/gems.rb']);
  });
});

describe('Gemfile', () => {
  it('reads groups in every way of writing them', () => {
    const { groups, usesGemspec } = readGemfile(
      "gem 'a'\ngem('b', group: :test)\ngem \"c\", :group => [:development, 'ci'], require: false\ngem 'd', groups: %w[x]\ngroup(:test) do\n  gem 'e', group: :production\n  platforms :ruby do |p|\n    gem 'f'\n  end\nend\ngroup :docs, optional: true do\n gem 'g'\nend\ngem 'h' if ENV['X']\n",
    );
    expect(Object.fromEntries(groups)).toEqual({
      a: [],
      b: ['test'],
      c: ['development', 'ci'],
      d: [],
      e: ['test', 'production'],
      f: ['test'],
      g: ['docs'],
      h: [],
    });
    expect(usesGemspec).toBe(false);
    expect([isDevelopment([]), isDevelopment(['test', 'docs']), isDevelopment(['test', 'production'])]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('stays linear on long lines', () => {
    readGemfile(`gem ${'"a", '.repeat(40_000)}\ngroup ${':a '.repeat(40_000)}do\n${'do '.repeat(60_000)}|`);
  });
});

describe('hostile and foreign input', () => {
  it('refuses a merge conflict with its line', async () => {
    const result = await parse({ path: 'Gemfile.lock', text: 'GEM\n<<<<<<< HEAD\n', files: memoryFiles({}) });
    expect(!result.ok && [result.error.code, result.error.details.line]).toEqual(['inventory.malformed', 2]);
    expect([detect('', lock), detect('', 'PLATFORMS\n'), detect('', '{}'), detect('', '<<<<<<< x\n')]).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });

  it('passes over what it does not know, reports doubles and what is missing', async () => {
    const file = await parsed(
      'GEM\n  odd\n      deep (1)\n  specs:\n    __proto__ (1.0)\n      nowhere\n    __proto__ (1.0)\n    broken\n    empty ()\nNEW SECTION\n  x (1)\nDEPENDENCIES\n  __proto__ (= 1.0)!\nCHECKSUMS\n  odd\n',
      {},
    );
    expect(file.components.map(({ name, direct, requested }) => [name, direct, requested])).toEqual([
      ['__proto__', true, '= 1.0'],
    ]);
    expect(file.problems.map(({ error }) => error.message)).toEqual([
      '"broken" is no gem with its version',
      '"empty ()" is no gem with its version',
      '__proto__ (1.0) is there twice',
      'a dependency has no entry in the file: nowhere',
    ]);
  });
});
