import { expect, it } from 'vitest';
import { pomElements } from './pom-leaves.ts';

it('finds leaves at their places, and passes over comments, CDATA and instructions', () => {
  const text =
    '<?xml version="1.0"?>\n<!-- <a>1</a> -->\n<p x="1">\n <a> 1 </a><b/><c><a>2</a></c><![CDATA[<a>3</a>]]>\n</p>';
  const { leaves, places } = pomElements(text);
  expect(leaves.map(({ path, value }) => `${path.join('/')} ${value}`)).toEqual(['p/a 1', 'p/c/a 2']);
  for (const { start, end, value } of leaves) expect(text.slice(start, end)).toBe(value);
  expect(places.map(({ path }) => path.join('/'))).toEqual(['p/a', 'p/c/a', 'p/c', 'p']);
});

it('ends on every text', () => {
  for (const each of ['', '<', '<a', '<a>', '</a>', '<!--', '<a></b>', '<![CDATA[', `<a ${'x '.repeat(50_000)}`]) {
    expect(Array.isArray(pomElements(each).leaves)).toBe(true);
  }
});
