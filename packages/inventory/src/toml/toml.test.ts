import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRecord } from '../json.ts';
import { headerLines, parseToml } from './index.ts';

it('headers inside texts of several lines are none', () => {
  const text = [
    '[[package]]',
    'a = """',
    '[[package]]',
    '\\""" still',
    '"""',
    "b = '''x''' # '''",
    '  [[package]] # a comment',
    'c = "\\"""" # """',
    "d = '''",
    '[[package]]',
    "'''",
    '[[package]]',
  ].join('\n');
  expect(headerLines(text, 'package')).toEqual([1, 7, 12]);
  expect(headerLines('', 'package')).toEqual([]);
  expect(headerLines('a = """\n[[package]]', 'package')).toEqual([]);
});

it('finds as many headers as the parser finds tables, whatever texts stand between', async () => {
  const value = fc
    .array(fc.constantFrom('[[package]]', '\n', ' ', 'x', '#', "''", '"" ', '='), { maxLength: 8 })
    .map((parts) => parts.join(''));
  const line = fc.oneof(
    value.map((text) => `a = ${JSON.stringify(text)}`),
    value.map((text) => `a = """${text.replaceAll('"', '')}"""`),
    value.map((text) => `a = '''${text.replaceAll("'", '')}'''`),
    fc.constant('# [[package]] """'),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      const text = lines.map((each) => `[[package]]\n${each}\n`).join('');
      const parsed = await parseToml('a.toml', text);
      const list = parsed.ok ? parsed.value.package : undefined;
      expect(headerLines(text, 'package')).toHaveLength(Array.isArray(list) ? list.length : 0);
    }),
    { numRuns: 300 },
  );
});

it('failures name file and line in one short sentence', async () => {
  const failure = async (text: string) => {
    const result = await parseToml('a.toml', text);
    return result.ok ? undefined : result.error;
  };
  expect(await failure(`a = 1\n${'x'.repeat(10_000)}`)).toMatchObject({
    code: 'inventory.malformed',
    details: { file: 'a.toml', line: 2 },
  });
  expect((await failure(`a = 1\n${'x'.repeat(10_000)}`))?.message.length).toBeLessThan(300);
  expect(await failure(`\na = ${'['.repeat(1000)}`)).toMatchObject({
    code: 'inventory.too_deep',
    details: { line: 2 },
  });
  const proto = await parseToml('a.toml', '[__proto__]\nconstructor = 1\n');
  expect(proto.ok && isRecord(Object.getOwnPropertyDescriptor(proto.value, '__proto__')?.value)).toBe(true);
});
