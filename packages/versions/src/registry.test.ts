import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ecosystems } from './ecosystems.ts';
import { schemes } from './registry.ts';

const here = import.meta.dirname;
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
  .map((entry) => entry.name);

test('every folder is registered and every registered scheme has its folder', () => {
  expect([...schemes.keys()].sort()).toEqual([...folders].sort());
});

test('the registry is in alphabetical order', () => {
  expect([...schemes.keys()]).toEqual([...schemes.keys()].sort());
});

test.each([...schemes])('%s has its id, its files and its contract test', (id, scheme) => {
  expect(scheme.id).toBe(id);
  for (const file of ['index.ts', 'readme.md', `${id}.test.ts`])
    expect(existsSync(join(here, id, file)), file).toBe(true);
  expect(existsSync(join(here, id, 'constraint.ts'))).toBe(scheme.constraint !== undefined);
  expect(readFileSync(join(here, id, `${id}.test.ts`), 'utf8')).toContain('describeScheme(');
});

test('every scheme serves an ecosystem, and every named scheme exists', () => {
  const named = new Set(ecosystems.flatMap(({ scheme }) => (scheme === undefined ? [] : [scheme])));
  expect([...named].sort()).toEqual([...schemes.keys()].sort());
});
