import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, canonicalText } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('sorts by UTF-16 code units and writes numbers as the standard does', () => {
    // Keys of RFC 8785 §3.2.3, in the order that it gives.
    const keys = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const shuffled = Object.fromEntries([...keys].reverse().map((key, at) => [key, at]));
    expect(Object.keys(JSON.parse(canonicalJson(shuffled)) as object).sort()).toEqual([...keys].sort());
    expect(canonicalJson(shuffled).indexOf('\ud83d\ude00')).toBeLessThan(canonicalJson(shuffled).indexOf('\ufb33'));
    expect(canonicalJson({ b: [1e30, 4.5, 0.002, 1e-27, 333333333.3333333, -0], a: 'x"\n' })).toBe(
      '{"a":"x\\"\\n","b":[1e+30,4.5,0.002,1e-27,333333333.3333333,0]}',
    );
  });

  it('is one text for one value, whatever the order it was built in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(normal(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('refuses what JSON cannot say', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', () => 1, 1n]) {
      expect(() => canonicalJson({ bad })).toThrow(expect.objectContaining({ code: 'kernel.not_canonical' }));
    }
    let deep: unknown = 1;
    for (let level = 0; level < 100; level += 1) deep = [deep];
    expect(() => canonicalJson(deep)).toThrow('levels');
  });

  it('makes any text storable', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = canonicalText(text);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean).not.toContain('\u0000');
        expect(canonicalText(clean)).toBe(clean);
      }),
    );
  });
});

/** JSON values as the log gets them: well-formed texts. */
function normal(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value)
      .toWellFormed()
      .replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, 'x'),
  ) as unknown;
}
