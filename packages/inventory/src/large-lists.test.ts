import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { parse as parseComposer } from './composer-lock/parse.ts';
import { memoryFiles } from './testing/index.ts';
import { parse as parseYarn } from './yarn-classic/parse.ts';

// More than a call takes as arguments on Node's default stack.
const many = 150_000;
const files = memoryFiles({});

it('a lock file may ask for more packages than a call takes arguments', async () => {
  const packages = Array.from({ length: many }, (_, at) => ({ name: `v/p${at}`, version: '1.0.0' }));
  const composer = await parseComposer({ path: 'composer.lock', text: JSON.stringify({ packages }), files });
  expect(unwrap(composer).roots).toHaveLength(many);
  const entries = packages.map(({ name }) => `${name.slice(2)}@^1:\n  version "1.0.0"\n`).join('\n');
  const yarn = await parseYarn({ path: 'yarn.lock', text: `# yarn lockfile v1\n\n${entries}`, files });
  expect(unwrap(yarn).roots).toHaveLength(many);
});

it('no list is spread into the arguments of a call: its length is the choice of who wrote the file', () => {
  const spread = /\b(?:push|unshift|max|min|apply|fromCharCode|fromCodePoint)\(\.\.\./;
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname }).filter((path) => !path.endsWith('.test.ts'));
  const guilty = sources.filter((path) => spread.test(readFileSync(join(import.meta.dirname, path), 'utf8')));
  expect(sources.length).toBeGreaterThan(200);
  expect(guilty).toEqual([]);
});
