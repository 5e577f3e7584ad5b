import { expect, it } from 'vitest';
import { hostileTexts } from '../../testing/sample-report.ts';
import { sampleComponent, sampleSbom } from '../../testing/sample-sbom.ts';
import { write } from './write.ts';

const document = (parts = {}) => JSON.parse(write(sampleSbom(parts), { now: Date.parse('2026-08-17T13:14:15Z') }));

it('has what SPDX 2.3 asks of a document and its packages', () => {
  const spdx = document();
  expect(spdx).toMatchObject({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    dataLicense: 'CC0-1.0',
    creationInfo: { created: '2026-08-17T00:00:00Z', creators: ['Tool: maximus-0.1.0'] },
  });
  expect(spdx.packages[2]).toMatchObject({
    name: 'b',
    versionInfo: '1.0.0',
    licenseDeclared: 'NOASSERTION',
    licenseComments: 'The package states: Custom, MIT OR Apache-2.0',
    checksums: [{ algorithm: 'SHA1', checksumValue: 'a9492b34d5b4cabbeac5c58918a5b481a480474a' }],
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:npm/b@1.0.0' },
    ],
  });
});

it('has ids that SPDX allows, each once, and relationships between ids that exist', () => {
  const components = hostileTexts.map((text, at) => sampleComponent(`p${at}`, { name: text, purl: `pkg:npm/${text}` }));
  const spdx = document({ components, roots: components.map(({ key }) => key) });
  const ids = spdx.packages.map((each: { SPDXID: string }) => each.SPDXID);
  for (const id of ids) expect(id).toMatch(/^SPDXRef-[A-Za-z0-9.-]+$/);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set([...ids, 'SPDXRef-DOCUMENT', 'NOASSERTION']);
  for (const { spdxElementId, relatedSpdxElement } of spdx.relationships) {
    expect([known.has(spdxElementId), known.has(relatedSpdxElement)]).toEqual([true, true]);
  }
});

it('says that it is incomplete where a file was not read', () => {
  expect(document().comment).toBe('Every file was read.');
  const partial = document({ problems: [{ file: 'x.lock', message: 'broken' }] });
  expect(partial.comment).toContain('Incomplete: parts could not be read.\nx.lock: broken');
  expect(partial.relationships.at(-1).relatedSpdxElement).toBe('NOASSERTION');
});
