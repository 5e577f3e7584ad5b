import { expect, test } from 'vitest';
import { nearNames } from './near-names.ts';

test('names that differ little come nearest first, then by name', () => {
  const names = ['lodash', 'lodash-es', 'Lodahs', 'loads', 'express', 'x'];
  expect(nearNames(names, 'lodahs', 5)).toEqual(['Lodahs', 'lodash', 'loads']);
  expect(nearNames(names, 'lodahs', 1)).toEqual(['Lodahs']);
  expect(nearNames(names, 'y', 5)).toEqual(['x']);
  expect(nearNames(names, 'nothing-like-it', 5)).toEqual([]);
  expect(nearNames(names, 'x', 0)).toEqual([]);
  expect(nearNames(names, 'x'.repeat(129), 5)).toEqual([]);
});
