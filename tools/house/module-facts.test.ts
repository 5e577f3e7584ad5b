import { expect, test } from 'vitest';
import { readModuleFacts } from './module-facts.ts';

const facts = (text: string) => readModuleFacts('a.ts', text);

test('imports of every kind are found with their lines', () => {
  const { imports } = facts(`import type { A } from './a.ts';
import { type B, c } from 'b';
import { type D } from 'd';
export * from './e.ts';
export type { F } from './f.ts';
const g = await import('g');
let h: import('./h.ts').H;
import './i.ts';`);
  expect(imports.map(({ specifier, line, typeOnly, dynamic }) => [specifier, line, typeOnly, dynamic])).toEqual([
    ['./a.ts', 1, true, false],
    ['b', 2, false, false],
    ['d', 3, true, false],
    ['./i.ts', 8, false, false],
    ['./e.ts', 4, false, false],
    ['./f.ts', 5, true, false],
    ['./h.ts', 7, true, false],
    ['g', 6, false, true],
  ]);
});

test('habits are found by meaning, not by text', () => {
  const found = facts(`export default 1;
const text = 'process.env and process.exit() and catch {}';
try { a(); } catch { /* a comment does not count */ }
try { a(); } catch (error) { throw error; }
process['env'].HOME;
process.exit(1);`);
  expect(found.defaultExports).toEqual([1]);
  expect(found.emptyCatches).toEqual([3]);
  expect(found.environmentReads).toEqual([5]);
  expect(found.processExits).toEqual([6]);
});

test('a file that does not parse says so', () => {
  expect(facts('const = ;').syntaxErrors.length).toBeGreaterThan(0);
});

test('exports need a sentence; a type beside its schema, overloads and re-exports do not', () => {
  const { undocumentedExports } = facts(`/** A schema. */
export const Thing = 1;
export type Thing = number;
export function bare(): void {}
// not a doc comment
export const also = 2;
/** Overloads share it. */
export function over(a: string): void;
export function over(a: number): void;
export { join } from 'node:path';`);
  expect(undocumentedExports).toEqual([
    { name: 'bare', line: 4 },
    { name: 'also', line: 6 },
  ]);
});

test('the header of a file speaks for its only export', () => {
  expect(facts(`/** What it is. */\nimport 'x';\nexport const one = 1;`).undocumentedExports).toEqual([]);
  expect(
    facts(`/** What it is. */\nimport 'x';\nexport const one = 1;\nexport const two = 2;`).undocumentedExports,
  ).toHaveLength(2);
});
