import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, text = samples[path] ?? '') => parse({ path, text, files: memoryFiles({}) });
const readBom = (bom: object) =>
  read('bom.json', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', ...bom }));

describe('a bill of materials', async () => {
  const file = unwrap(await read('bom.json'));

  it('lists packages by their package URL, nested ones too, and not the project itself', () => {
    expect(file.components.map((each) => [each.key, each.ecosystem, each.name, each.version, each.scope])).toEqual([
      ['left', 'npm', '@scope/left', '1.2.0', 'prod'],
      ['pkg:npm/inner@0.1.0', 'npm', 'inner', '0.1.0', 'prod'],
      ['right', 'npm', 'right', '2.0.0', 'optional'],
      ['tool', 'npm', 'tool', '3.0.0', 'dev'],
    ]);
  });

  it('passes relations on through what is no package', () => {
    expect(file.roots).toEqual(['left', 'tool']);
    expect(file.components.map((each) => each.direct)).toEqual([true, false, false, true]);
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'right' }, { to: 'tool' }]);
  });

  it('counts packages without a package URL and guesses none', () => {
    expect(file.problems).toMatchObject([
      { error: { code: 'inventory.purl_missing', message: '"vendored" has no package URL' } },
    ]);
  });

  it('keeps licences, digest and line', () => {
    expect(file.components[0]).toMatchObject({ licences: ['MIT', 'Own', 'MIT OR ISC'], integrity: 'SHA-512:aa' });
    const lines = (samples['bom.json'] ?? '').split('\n');
    for (const each of file.components) expect(lines[(each.line ?? 0) - 1]).toContain(each.purl);
  });
});

describe('a bill of materials of an image', async () => {
  const file = unwrap(await read('image.cdx.json'));

  it('names packages of a distribution by their source, with the release', () => {
    expect(file.components[0]).toMatchObject({
      ecosystem: 'Ubuntu:22.04:LTS',
      name: 'openssl',
      version: '3.0.2-0ubuntu1',
    });
  });

  it('reads a version field only where it is one version', () => {
    expect(file.components.map((each) => [each.key, each.version])).toEqual([
      [expect.stringContaining('libssl3'), '3.0.2-0ubuntu1'],
      ['pkg:npm/loose', undefined],
      ['pkg:golang/example.test/kept', 'v1.5'],
      ['twice', '1.0.0'],
      ['twice#2', '1.0.0'],
    ]);
  });

  it('says what it could not identify, alike ones together', () => {
    expect(file.problems.map((each) => [each.error.code, each.count])).toEqual([
      ['inventory.purl_invalid', undefined],
      ['inventory.release_unknown', undefined],
      ['inventory.type_uncovered', 2],
      ['inventory.unresolved', undefined],
    ]);
  });

  it('has every component as a root where there are no relations', () => {
    expect(file.roots).toHaveLength(5);
    expect(file.components.some((each) => each.direct)).toBe(false);
  });
});

describe('careless and hostile documents', () => {
  it('takes what nothing needs as direct where the subject has no relations', async () => {
    const purl = (name: string) => ({ type: 'library', 'bom-ref': name, name, purl: `pkg:npm/${name}@1.0.0` });
    const file = unwrap(
      await readBom({ components: [purl('a'), purl('b')], dependencies: [{ ref: 'b', dependsOn: ['a'] }] }),
    );
    expect(file.roots).toEqual(['b']);
    expect(file.components.map((each) => each.direct)).toEqual([false, true]);
  });

  it('keeps what can be used of a document with wrong types', async () => {
    const file = unwrap(
      await readBom({
        metadata: [],
        components: [
          1,
          {},
          { name: 'a', purl: 'pkg:npm/a@1', hashes: {}, licenses: [1], properties: 'x', components: {} },
        ],
        dependencies: [{ ref: 1 }, { ref: 'x', dependsOn: [1] }],
      }),
    );
    expect(file.components).toHaveLength(1);
    expect(file.problems.map((each) => each.error.code)).toEqual(Array(3).fill('inventory.malformed'));
  });

  it('bounds the square that relations through empty entries ask for', async () => {
    const size = 3000;
    const refs = Array.from({ length: size }, (_, at) => `c${at}`);
    const components = [
      ...refs.map((ref) => ({ type: 'library', 'bom-ref': ref, name: ref, purl: `pkg:npm/${ref}@1.0.0` })),
      { type: 'application', 'bom-ref': 'hub', name: 'hub' },
    ];
    const dependencies = [...refs.map((ref) => ({ ref, dependsOn: ['hub'] })), { ref: 'hub', dependsOn: refs }];
    const file = unwrap(await readBom({ components, dependencies }));
    expect(file.problems).toMatchObject([{ error: { code: 'inventory.limit_reached' } }]);
    expect(file.components).toHaveLength(size);
  });

  it('refuses other versions and other documents', async () => {
    const code = async (text: string) => {
      const result = await read('bom.json', text);
      return result.ok ? undefined : result.error.code;
    };
    expect(await code('{"bomFormat": "CycloneDX", "specVersion": "2.0"}')).toBe('inventory.unsupported_version');
    expect(await code('{"bomFormat": "CycloneDX", "specVersion": 1.5}')).toBe('inventory.unsupported_version');
    expect(await code('[]')).toBe('inventory.malformed');
    expect(await code('{"bomFormat": "CycloneDX"')).toBe('inventory.malformed');
    for (const minor of [2, 3, 4, 5, 6, 7]) {
      expect(await code(`{"bomFormat": "CycloneDX", "specVersion": "1.${minor}"}`)).toBeUndefined();
    }
  });

  it('tells its own documents from others of the same name', () => {
    expect(detect('sbom.json', '{"spdxVersion": "SPDX-2.3"}')).toBe(false);
    expect(detect('sbom.json', '{ "bomFormat": "CycloneDX"')).toBe(true);
    expect(detect('x.cdx.json', '{')).toBe(true);
  });
});
