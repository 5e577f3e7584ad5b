import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthOverflow, isRecord, own, ownString, parseJson } from './json.ts';

describe('depthOverflow', () => {
  it.each([
    ['[[[]]]', 3, -1],
    ['[[[]]]', 2, 2],
    ['{"a[[[[":"}}}}"}', 1, -1],
    ['{"a\\"[[[[":[1]}', 2, -1],
    ['{\n  "a": {\n    "b": [\n    ],\n  },\n  "c": {\n  }\n}\n', 3, -1],
    ['{\n  "a": {\n    "b": [\n    ],\n  },\n  "c": {\n  }\n}\n', 2, 20],
    ['"unclosed [[[[', 0, -1],
    ['', 0, -1],
    ['{\r]\r]\r]\r [[[', 2, -1],
  ])('%j with limit %i gives %i', (text, limit, at) => {
    expect(depthOverflow(text, limit)).toBe(at);
  });

  it('agrees with a count on the value, however the text is laid out', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(undefined, 1, 2, '\t'), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const depth = depthOf(value);
        const laidOut = JSON.stringify(value, null, indent);
        expect(depthOverflow(laidOut, depth)).toBe(-1);
        if (depth > 0) expect(depthOverflow(laidOut, depth - 1)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('refuses 64 MiB of brackets at once and in little memory', () => {
  const text = '['.repeat(64 * 1024 * 1024);
  expect(parseJson('bomb.json', text)).toMatchObject({
    ok: false,
    error: { code: 'inventory.too_deep', details: { file: 'bomb.json', line: 1 } },
  });
});

it('names the line at which a file stops being JSON', () => {
  expect(parseJson('x.json', '{\n"a": 1,\n"b" 2\n}')).toMatchObject({ ok: false, error: { details: { line: 3 } } });
  expect(parseJson('x.json', '{\n"a": 1,\n')).toMatchObject({ ok: false, error: { details: { line: 3 } } });
});

it('reads own properties only', () => {
  const record = JSON.parse('{"__proto__":"x","n":1}') as Record<string, unknown>;
  expect([own(record, '__proto__'), own(record, 'constructor'), ownString(record, 'n')]).toEqual([
    'x',
    undefined,
    undefined,
  ]);
  expect([isRecord([]), isRecord(null), isRecord({})]).toEqual([false, false, true]);
});
