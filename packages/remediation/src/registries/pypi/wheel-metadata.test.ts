import { expect, it } from 'vitest';
import { zipOf } from '../../testing/zip.ts';
import { wheelMetadata } from './wheel-metadata.ts';

it('reads the metadata of a wheel, stored or deflated, and of nothing else', () => {
  const files = { 'a/__init__.py': '', 'a-1.dist-info/METADATA': 'Name: a\n', 'b/c.dist-info/METADATA': 'no' };
  const plain = zipOf(files);
  expect(wheelMetadata(plain)).toBe('Name: a\n');
  expect(wheelMetadata(zipOf(files, true))).toBe('Name: a\n');
  expect(wheelMetadata(zipOf({ 'a/b.txt': 'x' }))).toBeUndefined();
  for (const each of [Buffer.alloc(0), Buffer.from('PK\x05\x06'), plain.subarray(10), Buffer.from('x'.repeat(100))]) {
    expect(wheelMetadata(each)).toBeUndefined();
  }
  for (let cut = 0; cut < plain.length; cut += 7) wheelMetadata(plain.subarray(0, cut));
});
