import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

const read = (text: string) => parse({ path: 'bom.xml', text, files: memoryFiles({}) });

describe('a bill of materials in XML', async () => {
  const file = unwrap(await read(samples['bom.xml'] ?? ''));

  it('lists packages with scope, version as written and line', () => {
    expect(file.components.map((each) => [each.name, each.version, each.scope, each.direct, each.line])).toEqual([
      ['org.example:lang', '3.10', 'prod', true, 7],
      ['org.example:shaded', '1.0', 'prod', false, 16],
      ['org.example:test', '4', 'dev', false, 19],
    ]);
    expect(file.roots).toEqual(['lang']);
    expect(file.components[0]?.dependsOn).toEqual([{ to: 'test' }]);
  });

  it('keeps licences, digest and the whole package URL', () => {
    expect(file.components[0]).toMatchObject({
      licences: ['Apache-2.0', 'Own & free'],
      integrity: 'SHA-256:aa',
      purl: 'pkg:maven/org.example/lang@3.10?classifier=x&type=jar',
    });
    expect(file.components[2]?.licences).toEqual(['EPL-1.0 OR MIT']);
  });

  it('reads what stands in a second list too', async () => {
    const list = (name: string) =>
      `<components><component type="library"><name>${name}</name><version>1</version><purl>pkg:npm/${name}@1</purl></component></components>`;
    const bom = `<bom xmlns="http://cyclonedx.org/schema/bom/1.5">${list('a')}${list('b')}</bom>`;
    expect(unwrap(await read(bom)).components.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('reports what has no package URL or no name', () => {
    expect(file.problems.map((each) => [each.error.code, each.error.details.line])).toEqual([
      ['inventory.malformed', 28],
      ['inventory.purl_missing', 27],
    ]);
  });

  it('refuses a document type, a cut file, other versions and other XML', async () => {
    const failure = async (text: string) => {
      const result = await read(text);
      return result.ok ? undefined : [result.error.code, result.error.details.line];
    };
    const bom = (version: string) => `<bom xmlns="http://cyclonedx.org/schema/bom/${version}"/>`;
    expect(await failure(`<!DOCTYPE bom [<!ENTITY a "b">]>\n${bom('1.4')}`)).toEqual(['inventory.malformed', 1]);
    expect((await failure((samples['bom.xml'] ?? '').slice(0, 600)))?.[0]).toBe('inventory.malformed');
    expect(await failure(bom('1.1'))).toEqual(['inventory.unsupported_version', 1]);
    expect(await failure('<project/>')).toEqual(['inventory.malformed', 1]);
    for (const minor of [2, 3, 4, 5, 6, 7]) expect(await failure(bom(`1.${minor}`))).toBeUndefined();
  });

  it('tells its own documents from others of the same name', () => {
    expect(detect('bom.xml', '<project>')).toBe(false);
    expect(detect('bom.xml', '<bom xmlns="http://cyclonedx.org/schema/bom/1.4">')).toBe(true);
    expect(detect('a.cdx.xml', '')).toBe(true);
  });
});
