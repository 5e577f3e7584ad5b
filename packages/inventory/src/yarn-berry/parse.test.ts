import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import type { ParsedFile } from '../types.ts';
import { detect } from './detect.ts';
import { asWritten, isOwnFolder, readLocator, readPatch } from './locator.ts';
import { parse } from './parse.ts';
import { Resolutions } from './resolutions.ts';
import { lock, older, tree } from './samples.ts';

const path = 'yarn.lock';

async function parsed(text: string, files: Readonly<Record<string, string>> = tree): Promise<ParsedFile> {
  const result = await parse({ path, text, files: memoryFiles(files) });
  if (!result.ok) throw result.error;
  return result.value;
}

describe('yarn 2 and later', () => {
  it('gives every package that is no folder of the project, by the name it resolves to, the version as written', async () => {
    const file = await parsed(lock);
    expect(file.problems).toEqual([]);
    const lines = lock.split('\n');
    for (const { name, line = 0 } of file.components) {
      const text = lines[line - 1] ?? '';
      expect(text.startsWith('"') && text.includes(`${name}@`)).toBe(true);
    }
    expect(file.components.map(({ purl, line, integrity }) => [purl, line, integrity])).toEqual([
      ['pkg:npm/%40s/tool@7.3.1', 19, '10c0/aaaa'],
      ['pkg:npm/deep@1.10', 37, '10c0/cccc'],
      ['pkg:npm/from-git@4.0.2?vcs_url=https:%2F%2Fgit.example.test%2Fown%2Ffrom-git.git%4026ab6c1', 44, '10c0/dddd'],
      ['pkg:npm/left-real@1.3.0', 51, '10c0/eeee'],
      ['pkg:npm/native@2.3.3', 60, '10c0/ffff'],
      ['pkg:npm/native@2.3.3', 68, undefined],
      ['pkg:npm/patched@4.17.20', 75, '10c0/1111'],
      ['pkg:npm/patched@4.17.20', 82, '10c0/2222'],
      ['pkg:npm/small@1.5.0', 113, '10c0/3333'],
      ['pkg:npm/small@2.0.0', 120, '10c0/4444'],
    ]);
  });

  it('tells development from production by the manifests, since the file joins them', async () => {
    const file = await parsed(lock);
    expect(
      file.components.map(({ key, scope, direct, requested }) => [key.slice(0, 18), scope, direct, requested]),
    ).toEqual([
      ['@s/tool@npm:7.3.1', 'dev', true, '^7.0.0'],
      ['deep@npm:1.10::__a', 'dev', true, '^1'],
      ['from-git@https://g', 'dev', true, 'https://git.example.test/own/from-git.git#commit=26ab6c1'],
      ['left-real@npm:1.3.', 'dev', true, 'npm:left-real@1.3.0'],
      ['native@npm:2.3.3', 'optional', false, undefined],
      ['native@patch:nativ', 'optional', true, '^2.3.0'],
      ['patched@npm:4.17.2', 'prod', false, undefined],
      ['patched@patch:patc', 'prod', true, 'patch:patched@npm%3A4.17.20#./p.patch'],
      ['small@npm:1.5.0', 'dev', false, undefined],
      ['small@npm:2.0.0', 'unknown', true, '2.0.0'],
    ]);
    expect(file.consumed).toEqual(['packages/a/package.json', 'package.json']);
  });

  it('applies resolutions as yarn does, and names the rule or the patch', async () => {
    const file = await parsed(lock);
    const tool = file.components.find(({ name }) => name === '@s/tool');
    expect(tool?.dependsOn).toEqual([{ to: 'small@npm:1.5.0', requested: '^1.0.0' }]);
    expect(file.components.flatMap(({ override }) => override ?? [])).toEqual([
      'patch ./p.patch',
      'resolutions.@s/tool/small = 1.5.0',
    ]);
  });

  it('leads from a patch to what it is laid on', async () => {
    const file = await parsed(lock);
    const patched = file.components.filter(({ dependsOn, name }) => name === 'patched' && dependsOn.length > 0);
    expect(patched.map(({ dependsOn }) => dependsOn)).toEqual([[{ to: 'patched@npm:4.17.20' }]]);
  });

  it('reads the older form: ranges without a protocol', async () => {
    const file = await parsed(older, {});
    expect(file.components.map(({ name, scope, direct, dependsOn }) => [name, scope, direct, dependsOn])).toEqual([
      ['a', 'unknown', true, [{ to: 'b@npm:2.0.0', requested: '>= 1' }]],
      ['b', 'unknown', false, []],
    ]);
  });

  it('without the manifests follows a request to the only entry of its name, else names what is missing', async () => {
    const file = await parsed(lock, {});
    expect(file.problems.map(({ error, count }) => [error.message, count])).toEqual([
      ['a dependency has no entry in the file: small@npm:^1.0.0', 1],
    ]);
  });
});

describe('hostile and foreign input', () => {
  it('keeps prototype names; reports entries of the wrong shape and entries that are there twice', async () => {
    const file = await parsed(
      '__metadata:\n  version: 8\n"__proto__@npm:1":\n  version: 1.0.0\n  resolution: "__proto__@npm:1.0.0"\n"constructor@npm:1": text\n"b@npm:1":\n  resolution: "b@npm:1"\n"c@npm:1":\n  version: 1\n  resolution: "__proto__@npm:1.0.0"\n"d@npm:1":\n  version: [1]\n  resolution: d\n',
      {},
    );
    expect(file.components.map(({ name }) => name)).toEqual(['__proto__']);
    expect(file.problems.map(({ error }) => error.details.line)).toEqual([6, 9, 12, 7]);
  });

  it('refuses what has no metadata, and YAML that is none', async () => {
    for (const text of ['a: 1\n', '', '__metadata: 1\n', '__metadata:\n  version: 8\n"a": {\n']) {
      const result = await parse({ path, text, files: memoryFiles({}) });
      expect(!result.ok && result.error.code).toBe('inventory.malformed');
    }
    expect(detect(path, '# yarn lockfile v1\n')).toBe(false);
    expect(detect(path, lock)).toBe(true);
  });

  it('says which manifest is broken, and never follows a workspace out of the tree', async () => {
    const broken = await parsed(lock, { 'package.json': '{' });
    expect(broken.problems.map(({ error }) => error.details.file)).toContain('package.json');
    const escaping = lock.replaceAll('workspace:packages/a', 'workspace:../../../etc');
    expect((await parsed(escaping)).consumed).toEqual(['package.json']);
  });

  it('reads locators, patches and folders', () => {
    expect(readLocator('@s/a@virtual:0123#npm:1.0.0')).toEqual({ name: '@s/a', reference: 'npm:1.0.0' });
    expect(readLocator('@s/a')).toBeUndefined();
    expect(readPatch('npm:1')).toBeUndefined();
    expect(readPatch('patch:a@npm%3A1#~builtin<compat/a>')).toMatchObject({ source: 'a@npm:1', builtin: true });
    expect(readPatch('patch:a@%zz#./x')).toMatchObject({ source: 'a@%zz', builtin: false });
    expect([asWritten('npm:^1'), asWritten('npm:a@1'), asWritten('npm:@s/a@1'), asWritten('^1')]).toEqual([
      '^1',
      'npm:a@1',
      'npm:@s/a@1',
      '^1',
    ]);
    expect([isOwnFolder('file:./a#./a'), isOwnFolder('file:./a.tgz#./a.tgz'), isOwnFolder('npm:1')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('applies a resolution only to the parent and range it names', () => {
    const resolutions = new Resolutions([
      ['@s/p@npm:1/a', '1.0.0'],
      ['b@npm:^1', 'npm:c@2.0.0'],
      ['d@patch:d@npm%3A1#./x/y.patch', 'npm:3'],
      ['**/e', '5.0.0'],
    ]);
    expect(resolutions.applied('@s/p', 'a', 'npm:^9')?.value).toBe('npm:1.0.0');
    expect(resolutions.applied('q', 'a', 'npm:^9')).toBeUndefined();
    expect(resolutions.applied('q', 'b', 'npm:^1')?.value).toBe('npm:c@2.0.0');
    expect(resolutions.applied('q', 'b', 'npm:^2')).toBeUndefined();
    expect(resolutions.applied('q', 'd', 'patch:d@npm%3A1#./x/y.patch')?.value).toBe('npm:3');
    expect(resolutions.applied('q', 'e', 'npm:1')?.value).toBe('npm:5.0.0');
  });
});
