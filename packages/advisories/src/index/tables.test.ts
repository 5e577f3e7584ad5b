import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryIndex } from '../testing/index.ts';
import { memorySource } from './bytes.ts';
import { keyHash } from './key-hash.ts';
import { SegmentReader } from './segment-reader.ts';
import { MemorySink, SegmentWriter } from './segment-writer.ts';
import { TableReader } from './table-reader.ts';
import { writeTable } from './table-writer.ts';

function bytesOf(entries: ReadonlyMap<string, string>): Buffer {
  const sink = new MemorySink();
  const out = new SegmentWriter(sink);
  const values = [...entries.values()];
  writeTable(out, 't', [...entries.keys()], (place) => values[place] as string);
  out.finish({ note: 'x' });
  return sink.bytes();
}

function open(bytes: Buffer): TableReader {
  return new TableReader(new SegmentReader(memorySource(bytes), 'test'), 't');
}

test('every key is found with its value, and no other', () => {
  const key = fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ maxLength: 600 }), { noNullPrototype: true }), key, (object, other) => {
      const entries = new Map(Object.entries(object).map(([name, value]) => [name, value.toWellFormed()]));
      const table = open(bytesOf(entries));
      for (const [name, value] of entries) expect(table.get(name)).toBe(value);
      expect(table.get(other)).toBe(entries.get(other));
      expect(new Map(Array.from(table.entries(), (entry) => [entry.key, entry.value]))).toEqual(entries);
      expect(table.size).toBe(entries.size);
    }),
  );
});

/** Pairs of different texts of one hash, found by search; a run of their like is what a hostile feed would send. */
function clashingNames(count: number): string[] {
  const seen = new Map<number, string>();
  const clashing: string[] = [];
  for (let n = 0; clashing.length < count && n < 1_000_000; n += 1) {
    const key = `${Math.imul(n, 0x9e3779b1)}/${Math.imul(n, 0x85ebca6b)}`;
    const hash = keyHash(key);
    const other = seen.get(hash);
    if (other === undefined) seen.set(hash, key);
    else clashing.push(other, key);
  }
  expect(clashing.length).toBeGreaterThanOrEqual(count);
  return clashing;
}

test('a package whose name collides with another one is never ruled out', () => {
  const [one = '', other = ''] = clashingNames(2);
  const affects = (id: string, name: string, fixed: string) => ({
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  });
  const records = [affects('T-1', one, '1.0.0'), affects('T-2', other, '3.0.0'), affects('T-3', 'alone', '1.0.0')];
  const index = memoryIndex({ records });
  expect([one, other, 'alone'].map((name) => index.rulesOut('npm', name, '2.0.0'))).toEqual([false, false, true]);
});

test('names made to collide are found all the same', () => {
  const clashing = clashingNames(6);
  const table = open(bytesOf(new Map(clashing.map((key) => [key, `value of ${key}`]))));
  for (const key of clashing) expect(table.get(key)).toBe(`value of ${key}`);
});

test('a text larger than the write buffer is one entry', () => {
  const large = 'ü'.repeat(500_000);
  const table = open(
    bytesOf(
      new Map([
        ['a', large],
        ['b', 'small'],
        [large, 'c'],
      ]),
    ),
  );
  expect(table.get('a')).toBe(large);
  expect(table.get('b')).toBe('small');
  expect(table.get(large)).toBe('c');
});

test('a changed byte anywhere is an error or a right answer, never a wrong one', () => {
  const entries = new Map(
    Array.from({ length: 40 }, (_, n) => [`key-${n}`, n % 7 === 0 ? 'v'.repeat(400) + n : `value ${n}`]),
  );
  const whole = bytesOf(entries);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(39), (at, mask, n) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ mask;
      try {
        expect(open(bytes).get(`key-${n}`)).toBe(entries.get(`key-${n}`));
      } catch (error) {
        expect((error as { code?: string }).code).toBe('advisories.database_unusable');
      }
    }),
    { numRuns: 2000 },
  );
});

test('a cut file does not open', () => {
  const whole = bytesOf(new Map([['a', 'b']]));
  for (let length = 0; length < whole.length; length += 1)
    expect(() => open(whole.subarray(0, length))).toThrow(/damaged/);
});
