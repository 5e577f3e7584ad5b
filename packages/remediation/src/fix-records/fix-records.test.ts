import { parsesCleanly } from '@maximus/reachability';
import { expect, it } from 'vitest';
import { findFixRecords, fixRecords, languageOf } from './index.ts';

/** CWE Top 25 of 2024. */
const top = [
  ...[79, 787, 89, 352, 22, 125, 78, 416, 862, 434, 94, 20, 77, 287, 269, 502, 200, 863, 918, 119, 476, 798, 190],
  ...[400, 306],
];

it('has fifty of our own and more, each once, over the whole CWE Top 25', () => {
  expect(fixRecords.length).toBeGreaterThanOrEqual(50);
  expect(new Set(fixRecords.map(({ id }) => id)).size).toBe(fixRecords.length);
  expect(new Set(fixRecords.map(({ vulnerable, language }) => `${language} ${vulnerable}`)).size).toBe(
    fixRecords.length,
  );
  const known = new Set(fixRecords.map(({ cwe }) => cwe));
  expect(top.filter((cwe) => !known.has(cwe))).toEqual([]);
  for (const { vulnerable, fixed, explanation } of fixRecords) {
    expect(vulnerable).not.toBe(fixed);
    expect(explanation).toMatch(/\.$/);
  }
});

it.each(fixRecords.filter(({ language }) => language === 'javascript').map((each) => [each.id, each.fixed] as const))(
  'is code that its language reads: %s',
  async (_id, fixed) => expect(await parsesCleanly('a.js', `(async () => {\n${fixed}\n})`)).toBe(true),
);

it('finds by weakness, then language, then ease, and five at most', () => {
  expect(findFixRecords([502], 'python').map(({ language, difficulty }) => `${language} ${difficulty}`)).toEqual([
    'python easy',
    'python medium',
    'javascript easy',
    'javascript easy',
    'java easy',
  ]);
  expect(
    findFixRecords([94, 502], 'javascript')
      .slice(0, 2)
      .map(({ cwe }) => cwe),
  ).toEqual([94, 94]);
  expect(findFixRecords([4], 'go')).toEqual([]);
});

it.each([
  ['a/b.mts', 'javascript'],
  ['a.py', 'python'],
  ['a.txt', undefined],
] as const)('tells the language of %s', (file, language) => expect(languageOf(file)).toBe(language));
