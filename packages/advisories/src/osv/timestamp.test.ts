import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

test('every date that the language writes reads back', () => {
  const year100 = Date.parse('0100-01-01T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: year100, max: Date.UTC(9999, 11, 31) }), (ms) => {
      expect(parseTimestamp(new Date(ms).toISOString())).toBe(ms);
    }),
  );
});

test('offsets, long fractions and small letters are read; anything else is not a time', () => {
  expect(parseTimestamp('2024-05-01T02:00:00+02:00')).toBe(Date.UTC(2024, 4, 1));
  expect(parseTimestamp('2024-04-30t22:30:00-01:30')).toBe(Date.UTC(2024, 4, 1));
  expect(parseTimestamp('2024-05-01T00:00:00.1234567891z')).toBe(Date.UTC(2024, 4, 1) + 123);
  expect(parseTimestamp('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29));
  for (const text of [
    '',
    '2024-05-01',
    '2023-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-05-01T24:00:00Z',
    '2024-05-01T00:60:00Z',
    '2024-05-01T00:00:00',
    '2024-05-01T00:00:00.Z',
    '2024-05-01T00:00:00Z ',
    '2024-05-01T00:00:00+25:00',
    '2024-05-01T00:00:00+0200',
    '0024-05-01T00:00:00Z',
    '2015-05-29T12:53:14T+1200Z',
    'x'.repeat(100_000),
  ])
    expect(parseTimestamp(text)).toBeUndefined();
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 45 }), (text) => void parseTimestamp(text)));
});
