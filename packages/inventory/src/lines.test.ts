import { expect, it } from 'vitest';
import { createLineFinder, lineAt } from './lines.ts';

it('gives the line of an offset', () => {
  expect([0, 1, 2, 3, 99].map((offset) => lineAt('a\nb\nc', offset))).toEqual([1, 1, 2, 2, 3]);
});

it('finds needles in order, the same one again at its next place', () => {
  const find = createLineFinder('x\n"a": {\n"b": {\n"b": {\n"a": {\n');
  expect(['"a": {', '"b": {', '"b": {', 'gone', '"a": {', '"b": {'].map(find)).toEqual([
    2,
    3,
    4,
    undefined,
    5,
    undefined,
  ]);
});

it('gives up on a text made to be searched in vain', () => {
  const find = createLineFinder(`${'x'.repeat(1_000_000)}\nhere`);
  for (let count = 0; count < 50_000; count++) find(`needle ${count}`);
  expect(find('here')).toBeUndefined();
});

it('stays linear on a text of a single line', () => {
  const needles = Array.from({ length: 50_000 }, (_, at) => `"${at}"`);
  const find = createLineFinder(needles.join(' '.repeat(50)));
  expect(needles.every((needle) => find(needle) === 1)).toBe(true);
});
