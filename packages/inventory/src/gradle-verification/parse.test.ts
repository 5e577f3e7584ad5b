import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { gradleVerification } from './index.ts';
import { metadata } from './samples.ts';

const path = 'gradle/verification-metadata.xml';
const run = (text: string) => gradleVerification.parse({ path, text, files: memoryFiles({}) });
const read = async (text: string) => unwrap(await run(text));
const file = (components: string, trusted = '') =>
  `<verification-metadata>\n<configuration><trusted-artifacts>${trusted}</trusted-artifacts></configuration>\n<components>${components}</components></verification-metadata>`;

test('components have their checksum and line, and no scope', async () => {
  const parsed = await read(metadata);
  expect(parsed.components).toMatchObject([
    {
      key: 'com.example:core:1.2.3',
      purl: 'pkg:maven/com.example/core@1.2.3',
      scope: 'unknown',
      direct: false,
      line: 11,
      integrity: 'sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
    },
    { key: 'com.example:plugin:2.0', line: 25 },
  ]);
  expect(parsed.components[1]?.integrity).toBeUndefined();
  expect(parsed.problems).toEqual([]);
});

test('a version of which only metadata was fetched was not used', async () => {
  expect((await read(metadata)).components.some(({ version }) => version === '1.2.0')).toBe(false);
});

test('modules that are trusted without a checksum are a problem', async () => {
  const parsed = await read(file('', '<trust group="com.example" name="x"/><trust file="a"/>'));
  expect(parsed.problems[0]?.error).toMatchObject({
    code: 'inventory.unresolved',
    message: expect.stringContaining('com.example:x'),
    details: { file: path, line: 2 },
  });
  expect(parsed.problems).toHaveLength(1);
});

test('components without coordinates are problems, doubled ones are one', async () => {
  const component = '<component group="g" name="__proto__" version="1"><artifact name="a.jar"/></component>';
  const parsed = await read(file(`<component group="g"/>${component}${component}`));
  expect(parsed.components.map(({ key }) => key)).toEqual(['g:__proto__:1']);
  expect(parsed.problems).toHaveLength(1);
});

test('another document, or a truncated one, fails with its line', async () => {
  for (const text of ['<x/>', metadata.slice(0, 300)]) {
    const result = await run(text);
    expect(result.ok ? undefined : result.error.code).toBe('inventory.malformed');
  }
  expect(gradleVerification.detect(path, '<?xml version="1.0"?>\n<project>')).toBe(false);
  expect(gradleVerification.detect(path, metadata)).toBe(true);
  expect(gradleVerification.detect('other.xml', metadata)).toBe(false);
});
