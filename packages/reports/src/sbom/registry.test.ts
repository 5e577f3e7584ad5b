import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readXml } from '@maximus/inventory';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../testing/sample-report.ts';
import { sampleComponent, sampleSbom } from '../testing/sample-sbom.ts';
import { digestsOf } from './integrity.ts';
import { isExpression } from './licence.ts';
import { sbomWriters } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const now = Date.parse('2026-08-17T13:14:15Z');

it('has every folder, in alphabetical order, and nothing else', () => {
  expect([...sbomWriters.keys()]).toEqual(folders.map(({ name }) => name).sort());
});

describe.each([...sbomWriters.values()])('$id', (writer) => {
  it('has its files and a description of one line', () => {
    for (const file of ['index.ts', 'write.ts', 'write.test.ts', 'readme.md']) {
      expect(existsSync(join(here, writer.id, file)), file).toBe(true);
    }
    expect(writer.description).toMatch(/^\S.{10,119}\.$/);
  });

  it('writes the same bytes at any time of one day, in whatever order the files were read', () => {
    const input = sampleSbom();
    const first = writer.write(input, { now });
    expect(writer.write({ ...input, components: [...input.components].reverse() }, { now: now + 1000 })).toBe(first);
  });

  it('takes every hostile text as data', () => {
    for (const text of hostileTexts) {
      const parts = {
        ecosystem: text,
        name: text,
        version: text,
        purl: text,
        licences: [text],
        integrity: text,
        file: text,
      };
      const problems = [{ file: text, message: text }];
      const written = writer.write(sampleSbom({ name: text, components: [sampleComponent('x', parts)], problems }), {
        now,
      });
      if (writer.mediaType.endsWith('json')) expect(() => JSON.parse(written)).not.toThrow();
      else expect(readXml('bom.xml', written)).toMatchObject({ ok: true });
    }
  });
});

it.each([
  [`sha512-${Buffer.alloc(64, 1).toString('base64')}`, [{ algorithm: 'SHA-512', hex: '01'.repeat(64) }]],
  [`sha1-qUkrNNW0yrvqxcWJGKW0gaSAR0o= sha256-${Buffer.alloc(32, 2).toString('base64')}`, ['SHA-1', 'SHA-256']],
  [`sha256:${'AB'.repeat(32)}`, [{ algorithm: 'SHA-256', hex: 'ab'.repeat(32) }]],
  ['ab'.repeat(20), [{ algorithm: 'SHA-1', hex: 'ab'.repeat(20) }]],
  ['h1:E9oZ4LdQ2wUTSwAaCC2wEzAd1Q5hu3d3E8T3Y0LR3aw=', []],
  ['sha512-short', []],
  ['constructor-abc', []],
  ['', []],
])('reads the digests of %s', (integrity, wanted) => {
  expect(digestsOf(integrity)).toEqual(
    wanted.map((each) => (typeof each === 'string' ? expect.objectContaining({ algorithm: each }) : each)),
  );
});

it.each([
  ['MIT', true],
  ['(MIT OR Apache-2.0) AND ISC', true],
  ['GPL-2.0+', true],
  ['UNLICENSED', false],
  ['MIT OR', false],
  ['(MIT', false],
  ['MIT MIT', false],
  ['', false],
  ['constructor', false],
])('knows whether %s is an expression', (text, wanted) => {
  expect(isExpression(text)).toBe(wanted);
});
