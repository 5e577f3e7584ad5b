import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (path: string, text = samples[path] ?? '') => parse({ path, text, files: memoryFiles({}) });

describe('an SPDX document', async () => {
  const file = unwrap(await read('app.spdx.json'));

  it('lists packages by their package URL; the described project is none', () => {
    expect(file.components.map((each) => [each.key, each.name, each.version, each.scope, each.direct])).toEqual([
      ['SPDXRef-flask', 'flask', '2.3.2', 'unknown', true],
      ['SPDXRef-idna', 'idna', '3.4', 'prod', false],
      ['SPDXRef-pytest', 'pytest', '8.1.0', 'dev', true],
    ]);
    expect(file.roots).toEqual(['SPDXRef-flask', 'SPDXRef-pytest']);
    expect(file.components[0]).toMatchObject({
      dependsOn: [{ to: 'SPDXRef-idna' }],
      licences: ['BSD-3-Clause'],
      integrity: 'SHA256:aa',
    });
  });

  it('counts what has no package URL and what another document holds', () => {
    expect(file.problems.map((each) => each.error.message)).toEqual([
      'packages of another SPDX document are needed; scan that document too',
      '"bare" has no package URL',
    ]);
  });

  it('names the line of a package', () => {
    const lines = (samples['app.spdx.json'] ?? '').split('\n');
    for (const each of file.components) expect(lines[(each.line ?? 0) - 1]).toContain(`"SPDXID": "${each.key}"`);
  });

  it('takes described packages on which nothing hangs as packages', async () => {
    const flat = unwrap(await read('flat.spdx.json'));
    expect(flat.components.map((each) => each.name)).toEqual(['a', 'b']);
    expect(flat.roots).toHaveLength(2);
  });

  it('finds the project through what it contains', async () => {
    const purl = (name: string) => [{ referenceType: 'purl', referenceLocator: `pkg:npm/${name}@1.0.0` }];
    const relation = (left: string, type: string, right: string) => ({
      spdxElementId: left,
      relationshipType: type,
      relatedSpdxElement: right,
    });
    const text = JSON.stringify({
      spdxVersion: 'SPDX-2.3',
      packages: [
        { SPDXID: 'root', name: '/src' },
        { SPDXID: 'lock', name: 'package-lock.json', primaryPackagePurpose: 'FILE' },
        { SPDXID: 'a', name: 'a', externalRefs: purl('a') },
        { SPDXID: 'b', name: 'b', externalRefs: purl('b') },
      ],
      relationships: [
        relation('root', 'DESCRIBED_BY', 'SPDXRef-DOCUMENT'),
        relation('lock', 'CONTAINED_BY', 'root'),
        relation('root', 'CONTAINS', 'a'),
        relation('root', 'CONTAINS', 'b'),
        relation('b', 'DEPENDENCY_OF', 'a'),
      ],
    });
    const contained = unwrap(await read('x.spdx.json', text));
    expect(contained.roots).toEqual(['a']);
    expect(contained.problems).toEqual([]);
    const asks = unwrap(
      await read(
        'x.spdx.json',
        text.replace(
          '"root","relationshipType":"CONTAINS","relatedSpdxElement":"b"',
          '"lock","relationshipType":"DEPENDS_ON","relatedSpdxElement":"b"',
        ),
      ),
    );
    expect(asks.roots).toEqual(['b']);
  });

  it('refuses SPDX 3, older versions and other documents', async () => {
    const code = async (text: string) => {
      const result = await read('x.spdx.json', text);
      return result.ok ? result.value.problems.map((each) => each.error.code) : result.error.code;
    };
    expect(await code('{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}')).toBe(
      'inventory.unsupported_version',
    );
    expect(await code('{"spdxVersion": "SPDX-2.1"}')).toBe('inventory.unsupported_version');
    expect(await code('{}')).toBe('inventory.malformed');
    expect(await code('[]')).toBe('inventory.malformed');
    expect(await code('{"spdxVersion": "SPDX-2.3", "packages": {}}')).toEqual(['inventory.malformed']);
    expect(await code('{"spdxVersion": "SPDX-2.3", "packages": [1]}')).toEqual(['inventory.malformed']);
    expect([
      detect('sbom.json', '{"bomFormat": 1'),
      detect('sbom.json', '"SPDXRef-DOCUMENT"'),
      detect('a.spdx.json', ''),
    ]).toEqual([false, true, true]);
  });
});
