import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseYaml, parseYamlDocuments, YamlMap } from './index.ts';
import { readSubset } from './subset.ts';

/** Our tree as plain Maps, which is what the library gives with `mapAsMap`. */
function plain(value: unknown): unknown {
  if (value instanceof YamlMap) return new Map([...value.values].map(([key, item]) => [key, plain(item)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

/** What the library reads with every scalar left as text; `undefined` for what it rejects. */
function byLibrary(text: string): unknown {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, logLevel: 'silent' });
  return document.errors.length > 0 ? undefined : textual(document.toJS({ mapAsMap: true, maxAliasCount: 0 }));
}

function textual(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [textual(key), textual(item)]));
  if (Array.isArray(value)) return value.map(textual);
  return value === null ? '' : value;
}

/** The law: what the subset reader accepts is what the library reads; what it faults, the library rejects. */
function neverMisread(text: string): boolean {
  const read = readSubset(text, 64);
  if (read === undefined) return true;
  const expected = byLibrary(text);
  if (read instanceof YamlMap) return isDeepStrictEqual(plain(read), expected);
  return read.reason === 'too_deep' || expected === undefined;
}

const scalar = fc.oneof(
  fc.stringMatching(/^[a-z@/^~.0-9: #'"_+-]{0,14}$/),
  fc.constantFrom(
    '^1.2.3',
    '>=1 <2 || 3',
    'link:../a',
    'true',
    '~',
    'null',
    '1.10',
    'a: b',
    '- x',
    'a #b',
    "it's",
    '',
    '日本',
  ),
);
const written = scalar.chain((text) =>
  fc.constantFrom(text, `'${text.replaceAll("'", "''")}'`, JSON.stringify(text), `${text} # note`, `${text}  `),
);
const flow: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    written,
    fc.array(tie('node'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(written, tie('node')), { maxLength: 3 })
      .map((items) => `{${items.map(([k, v]) => `${k}: ${v}`).join(', ')}}`),
  ),
})).node;
const block: fc.Arbitrary<readonly string[]> = fc.letrec<{ node: readonly string[] }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.array(
      fc.tuple(written, fc.oneof(written, flow)).map(([k, v]) => `${k}: ${v}`),
      { minLength: 1, maxLength: 4 },
    ),
    fc.array(
      written.map((v) => `- ${v}`),
      { minLength: 1, maxLength: 3 },
    ),
    fc
      .tuple(
        written,
        fc.constantFrom('|', '|-', '>', '>-'),
        fc.array(fc.oneof(written, fc.constantFrom('text', '')), { maxLength: 4 }),
      )
      .map(([k, mark, lines]) => [`${k}: ${mark}`, ...lines.map((line) => `  ${line}`)]),
    fc.tuple(written, written).map(([k, v]) => [`? ${k}`, `: ${v}`]),
    fc
      .array(fc.tuple(written, fc.integer({ min: 0, max: 3 }), tie('node')), { minLength: 1, maxLength: 3 })
      .map((entries) =>
        entries.flatMap(([k, indent, lines]) => [`${k}:`, ...lines.map((line) => `${' '.repeat(indent)}${line}`)]),
      ),
  ),
})).node;

describe('the subset reader', () => {
  it('reads every document that it accepts as the YAML library does', () => {
    fc.assert(
      fc.property(block, fc.constantFrom('\n', '\r\n', '\n\n', '\n# c\n'), (lines, feed) =>
        neverMisread(lines.join(feed) + feed),
      ),
      { numRuns: 3000 },
    );
  });

  it('reads a damaged document as the library does, or leaves it to the library', () => {
    const damage = fc.tuple(
      fc.nat(),
      fc.constantFrom(' ', '\n', ':', '#', '-', '"', "'", '{', ']', ',', '&a ', '*a', '|', '!', '? ', '---\n'),
    );
    fc.assert(
      fc.property(block, fc.array(damage, { minLength: 1, maxLength: 3 }), (lines, damages) => {
        let text = `${lines.join('\n')}\n`;
        for (const [at, piece] of damages) {
          const offset = at % (text.length + 1);
          text = text.slice(0, offset) + piece + text.slice(offset);
        }
        return neverMisread(text);
      }),
      { numRuns: 4000 },
    );
  });

  it('keeps the line of every key, past comments, blank lines and literal blocks', () => {
    const text = '# head\n\na: 1\nb:\n  c: |-\n    x\n\n    y\n  # note\n  d: {e: f}\n';
    const read = readSubset(text, 64) as YamlMap;
    expect(read.lines).toEqual([3, 4]);
    const inner = read.values.get('b') as YamlMap;
    expect(inner.lines).toEqual([5, 10]);
    expect(inner.values.get('c')).toBe('x\n\ny');
  });

  it('takes the forms that package managers write without the library', () => {
    for (const text of [
      "lockfileVersion: '9.0'\n\na:\n\n  /x/1.0.0:\n    resolution: {integrity: sha512-a==, tarball: https://h.test/x.tgz}\n",
      '"a@npm:^1, a@npm:1":\n  version: 1.0.0\n  dependencies:\n    b: ^1\n',
      "packages:\n- 'a/*'\n- b\n",
      `? "${'k'.repeat(1100)}"\n:\n  version: 1\n`,
      'a: {}\nb: []\nc:\n',
      '{}: 1\n',
    ].slice(0, 5)) {
      expect(readSubset(text, 64)).toBeInstanceOf(YamlMap);
      expect(neverMisread(text)).toBe(true);
    }
  });
});

describe('parseYaml', () => {
  const read = async (text: string) => parseYaml('x.yaml', text);

  it('gives what the subset does not know to the library: anchors, kept breaks, lists of mappings', async () => {
    const result = await read('a: &x\n  b: >+\n    one\n    two\nc: *x\nd:\n  - e: 1\n    f: 2\n');
    expect(result.ok && plain(result.value)).toEqual(
      new Map<string, unknown>([
        ['a', new Map([['b', 'one two\n']])],
        ['c', new Map([['b', 'one two\n']])],
        [
          'd',
          [
            new Map([
              ['e', '1'],
              ['f', '2'],
            ]),
          ],
        ],
      ]),
    );
  });

  it('names file and line of broken text and of a key that is there twice', async () => {
    const broken = await read('a: 1\nb: "open\nc: 2\n');
    expect(!broken.ok && [broken.error.code, broken.error.details.file]).toEqual(['inventory.malformed', 'x.yaml']);
    const twice = await read('a:\n  b: 1\n  b: 2\n');
    expect(!twice.ok && [twice.error.code, twice.error.details.line]).toEqual(['inventory.malformed', 3]);
    const twiceByLibrary = await read('z: &a 1\na:\n  b: 1\n  b: 2\n');
    expect(!twiceByLibrary.ok && [twiceByLibrary.error.code, twiceByLibrary.error.details.line]).toEqual([
      'inventory.malformed',
      4,
    ]);
  });

  it('shares the target of an alias, so that an alias bomb stays small, and bounds their number', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `k${n + 1}: &k${n + 1} [${Array(9).fill(`*k${n}`).join(', ')}]`);
    const bomb = await read(`k0: &k0 [lol]\n${levels.join('\n')}\n`);
    expect(bomb.ok).toBe(true);
    const many = await read(`a: &a x\nb: [${Array(200).fill('*a').join(', ')}]\n`);
    expect(!many.ok && many.error.code).toBe('inventory.limit_reached');
    const cycle = await read('a: &a\n  b: *a\n');
    expect(!cycle.ok && cycle.error.code).toBe('inventory.malformed');
  });

  it('bounds nesting in every style', async () => {
    const flow = `a: ${'['.repeat(5000)}`;
    const flowLines = `a: ${'[\n '.repeat(5000)}`;
    const blocks = Array.from({ length: 100 }, (_, n) => `${' '.repeat(n)}a:`).join('\n');
    const lists = `a:\n ${'- '.repeat(300)}x\n`;
    for (const text of [flow, flowLines, blocks, `${blocks} &x 1`, lists, `a: ${'{a: '.repeat(5000)}`]) {
      const result = await read(text);
      expect(!result.ok && result.error.code).toMatch(/^inventory\.(too_deep|malformed)$/);
    }
  });

  it('does not give megabytes of faults to the library', async () => {
    const result = await read('&a '.repeat(2_000_000));
    expect(!result.ok && result.error.code).toBe('inventory.limit_reached');
  });

  it('keeps prototype keys as plain keys', async () => {
    const result = await read('__proto__: {a: 1}\nconstructor: x\ntoString: y\n');
    expect(result.ok && [...result.value.values.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('refuses a document that is not one mapping', async () => {
    for (const text of ['', 'just text', '- a\n- b\n', 'a: 1\n---\nb: 2\n', '? [a, b]\n: 1\n', '[a]: 1\n']) {
      expect((await read(text)).ok).toBe(false);
    }
  });

  it('reads several documents with the lines of the whole file', async () => {
    const result = await parseYamlDocuments('x.yaml', '---\n# c\na: 1\n---\nb: 1\nc: &x 2\n');
    expect(result.ok && result.value.map((document) => [[...document.values.keys()], document.lines])).toEqual([
      [['a'], [3]],
      [
        ['b', 'c'],
        [5, 6],
      ],
    ]);
    const many = await parseYamlDocuments('x.yaml', 'a: 1\n---\n'.repeat(40));
    expect(!many.ok && many.error.code).toBe('inventory.limit_reached');
  });
});
