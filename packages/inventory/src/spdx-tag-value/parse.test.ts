import { unwrap } from '@maximus/kernel';
import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { detect } from './detect.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';
import { tags } from './tags.ts';

const read = (text: string) => parse({ path: 'app.spdx', text, files: memoryFiles({}) });

describe('an SPDX document in tags', async () => {
  const file = unwrap(await read(samples['app.spdx'] ?? ''));

  it('lists the packages, even one without an id, with their lines', () => {
    expect(file.components.map((each) => [each.key, each.version, each.direct, each.line])).toEqual([
      ['SPDXRef-flask', '2.3.2', true, 17],
      ['#2', '3.4', false, 27],
    ]);
    expect(file.components[0]).toMatchObject({ licences: ['BSD-3-Clause'], integrity: 'SHA256:aa' });
  });

  it('reports a broken relationship and a package without a package URL', () => {
    expect(file.problems.map((each) => [each.error.code, each.error.details.line])).toEqual([
      ['inventory.malformed', 37],
      ['inventory.purl_missing', 32],
    ]);
  });

  it('refuses other versions, other texts and a text that never ends', async () => {
    const failure = async (text: string) => {
      const result = await read(text);
      return result.ok ? undefined : [result.error.code, result.error.details.line];
    };
    expect(await failure('\nSPDXVersion: SPDX-2.1\n')).toEqual(['inventory.unsupported_version', 2]);
    expect(await failure('hello')).toEqual(['inventory.malformed', 1]);
    expect(await failure('SPDXVersion: SPDX-2.3\nA: <text>b')).toEqual(['inventory.malformed', 2]);
    expect(await failure('SPDXVersion: SPDX-2.2')).toBeUndefined();
  });

  it('counts lines past longer texts', () => {
    const found = [...tags('# c\nA: 1\nB: <text>x\ny</text>\n\nno tag\n C: 2\nD:\t3')];
    expect(found.map((each) => [each.name, each.value, each.line])).toEqual([
      ['A', '1', 2],
      ['B', 'x\ny', 3],
      ['D', '3', 8],
    ]);
  });

  it('claims tags, not RDF', () => {
    expect(detect('a.spdx', '# note\n\nSPDXVersion: SPDX-2.3')).toBe(true);
    expect(detect('a.spdx', '<?xml version="1.0"?>')).toBe(false);
  });

  it('stays linear on a text without a colon and on one of colons', async () => {
    await read('a\n'.repeat(500_000));
    await read(':\n'.repeat(500_000));
  });
});
