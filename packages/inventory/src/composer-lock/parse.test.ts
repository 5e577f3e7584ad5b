import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { lock, manifest } from './samples.ts';

const path = 'composer.lock';

async function parsed(text: string, json: string | undefined = manifest): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(json === '' ? {} : { 'composer.json': json }) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('composer.lock', () => {
  it('gives both lists with scope, line, digest and licences; the platform and own folders are no packages', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    expect(
      file.components.map(({ purl, scope, line, integrity, licences }) => [purl, scope, line, integrity, licences]),
    ).toEqual([
      ['pkg:composer/acme/framework@v1.2.3', 'prod', 5, 'aaaa', ['MIT']],
      ['pkg:composer/acme/log@1.0.0', 'prod', 13, undefined, ['BSD-3-Clause']],
      [
        'pkg:composer/acme/edge@dev-main?vcs_url=git%2Bhttps:%2F%2Fgit.example.test%2Facme%2Fedge.git%4026ab6c1',
        'prod',
        27,
        undefined,
        undefined,
      ],
      ['pkg:composer/acme/tester@9.0.0', 'dev', 34, undefined, undefined],
    ]);
  });

  it('takes what is direct and its range from composer.json, and what an own folder asks for', async () => {
    const file = await parsed(lock);
    expect(file.components.map(({ name, direct, requested, override }) => [name, direct, requested, override])).toEqual(
      [
        ['acme/framework', true, '^1.0', undefined],
        ['acme/log', true, '*', undefined],
        ['acme/edge', true, 'dev-main as 1.0.x-dev', 'dev-main as 1.0.x-dev'],
        ['acme/tester', true, '^9.0', undefined],
      ],
    );
    expect(file.consumed).toEqual(['composer.json']);
  });

  it('follows names to the package that replaces or provides them, whatever their case', async () => {
    const file = await parsed(lock);
    expect(file.components.map(({ dependsOn }) => dependsOn)).toEqual([
      [{ to: 'acme/log', requested: '^1.0' }],
      [],
      [{ to: 'acme/framework', requested: '^1.0' }],
      [{ to: 'acme/log', requested: '^1.0' }],
    ]);
  });

  it('without composer.json takes as direct what no package asks for', async () => {
    const file = await parsed(lock, '');
    expect(file.components.filter(({ direct }) => direct).map(({ name, scope }) => [name, scope])).toEqual([
      ['acme/log', 'prod'],
      ['acme/edge', 'prod'],
      ['acme/tester', 'dev'],
    ]);
  });
});

describe('hostile and foreign input', () => {
  it('refuses what is no lock file', async () => {
    for (const [text, line] of [
      ['{\n"packages": [', 2],
      ['{}', 1],
      ['[]', 1],
      ['{"packages": {}}', 1],
    ] as const) {
      const result = await parse({ path, text, files: memoryFiles({}) });
      expect(!result.ok && [result.error.code, result.error.details.line]).toEqual(['inventory.malformed', line]);
    }
    expect([detect(path, ' {'), detect(path, '<')]).toEqual([true, false]);
  });

  it('counts elements that it cannot use and goes on', async () => {
    const file = await parsed(
      '{"packages": [1, {"name": ""}, {"name": "a/b"}, {"name": "a/c", "version": "1", "require": [1], "license": 7}, {"name": "A/C", "version": "2"}, {"name": "__proto__", "version": "1"}], "packages-dev": 3, "aliases": [1, {"package": "a/c"}]}',
      '[]',
    );
    expect(file.components.map(({ name }) => name)).toEqual(['a/c', '__proto__']);
    expect(file.problems.map(({ error }) => error.code)).toEqual(Array(5).fill('inventory.malformed'));
  });

  it('names a package that the manifest asks for and the lock lacks, and a broken manifest', async () => {
    const stale = await parsed(lock, '{"require": {"acme/absent": "^1"}}');
    expect(stale.problems.map(({ error }) => error.message)).toEqual([
      'a dependency has no entry in the file: acme/absent',
    ]);
    const broken = await parsed(lock, '{');
    expect(broken.problems.map(({ error }) => error.details.file)).toEqual(['composer.json']);
  });
});
