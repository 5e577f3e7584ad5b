import { frozenClock } from '@maximus/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findImports } from './find-imports.ts';
import { ruleVersion } from './judge.ts';
import { memoryFiles, search } from './testing/memory-files.ts';

const used = "import 'lodash'";
const state = async (...args: Parameters<typeof search>) => (await search(...args)).results.get('npm:lodash')?.state;
const codes = async (...args: Parameters<typeof search>) => (await search(...args)).problems.map((each) => each.code);

describe('"not seen" is unknown unless everything was looked at', () => {
  test('no source at all', async () => {
    expect(await state({ 'readme.md': used }, ['npm:lodash'])).toBe('unknown');
  });

  test('a transitive dependency is imported or unknown', async () => {
    expect(await state({ 'a.js': 'a' }, ['npm:lodash?'])).toBe('unknown');
    expect((await search({ 'a.js': used }, ['npm:lodash?'])).results.get('npm:lodash')?.state).toBe('imported');
  });

  test('another ecosystem is not looked for', async () => {
    const { results, filesRead } = await search({ 'a.ex': 'Plug.run' }, ['Hex:plug']);
    expect(results.get('Hex:plug')).toEqual({ state: 'unknown', locations: [], rule_version: ruleVersion });
    expect(filesRead).toBe(0);
  });

  test('a file that cannot be read, a large one, one of a language that is not read', async () => {
    for (const files of [
      { 'a.js': 'a', 'b.js': undefined },
      { 'a.js': 'a', 'b.js': 'x'.repeat(1_048_577) },
      { 'a.js': 'a', 'b.astro': '' },
    ]) {
      expect(await state(files, ['npm:lodash'])).toBe('unknown');
      expect(await codes(files, ['npm:lodash'])).toEqual(['reachability.file_unreadable']);
    }
  });

  test('too many files, too little time', async () => {
    expect(await state({ 'a.js': 'a', 'b.js': 'b' }, ['npm:lodash'], { maxFiles: 1 })).toBe('unknown');
    expect(await codes({ 'a.js': 'a', 'b.js': 'b' }, ['npm:lodash'], { maxFiles: 1 })).toEqual([
      'reachability.limit_reached',
    ]);
    expect(await codes({ 'a.js': 'a' }, ['npm:lodash'], { timeBudgetMs: -1 })).toEqual(['reachability.limit_reached']);
  });

  test('a file that names the package and does not parse leaves this one open, and no other', async () => {
    const { results } = await search({ 'a.js': "'lodash' {{{ <- :" }, ['npm:lodash', 'npm:express']);
    expect([...results].map(([key, each]) => [key, each.state])).toEqual([
      ['npm:lodash', 'unknown'],
      ['npm:express', 'not_imported'],
    ]);
  });

  test('a minified file is no source', async () => {
    expect(await state({ 'a.js': 'a', 'b.min.js': used }, ['npm:lodash'])).toBe('not_imported');
  });

  test('one family does not spoil the other', async () => {
    const { results } = await search({ 'a.js': 'a', 'b.py': 'import_module(x)' }, ['npm:lodash', 'PyPI:requests']);
    expect([...results.values()].map((each) => each.state)).toEqual(['not_imported', 'unknown']);
  });
});

test('an import is an import, whatever else could not be read', async () => {
  expect(await state({ 'a.js': used, 'b.js': undefined, 'c.js': 'require(x)' }, ['npm:lodash'])).toBe('imported');
});

test('files that do not name the packages are not parsed', async () => {
  const { filesRead, filesParsed } = await search({ 'a.js': used, 'b.js': "import 'express'" }, ['npm:lodash']);
  expect([filesRead, filesParsed]).toEqual([2, 1]);
});

test('places in tests come last, and the list is cut', async () => {
  const files = Object.fromEntries(
    ['__tests__/a.js', 'b.test.ts', 'lib/c.js', 'lib/d.js', 'test/e.js'].map((path) => [path, used]),
  );
  const { results } = await search(files, ['npm:lodash'], { maxLocations: 4 });
  expect(results.get('npm:lodash')?.locations.map((each) => each.file)).toEqual([
    'lib/c.js',
    'lib/d.js',
    '__tests__/a.js',
    'b.test.ts',
  ]);
});

test('a snippet is one short line', async () => {
  const names = Array.from({ length: 500 }, (_, i) => `name${i}`).join(',\n');
  const { results } = await search({ 'a.js': `import {${names}} from 'lodash'` }, ['npm:lodash']);
  const snippet = results.get('npm:lodash')?.locations[0]?.snippet ?? '';
  expect(snippet.length).toBeLessThanOrEqual(200);
  expect(snippet).not.toContain('\n');
});

test('the answer does not depend on the order in which files are listed', async () => {
  const files = memoryFiles({ 'b.js': used, 'a.js': used });
  const turned = { ...files, paths: async () => ['a.js', 'b.js'] };
  const packages = [{ key: 'k', ecosystem: 'npm', name: 'lodash', direct: true }];
  const [one, two] = await Promise.all(
    [files, turned].map((each) => findImports({ files: each, packages, clock: frozenClock(0) })),
  );
  expect(one?.results).toEqual(two?.results);
});

test('any text is read without an exception', async () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'import ',
          "'lodash'",
          'require(',
          '`',
          '${',
          '{',
          '<script',
          '>',
          '</script',
          '\n',
          'from ',
          '"""',
        ),
      )
      .map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const files = { 'a.ts': text, 'b.vue': text, 'c.py': text, '__proto__.js': text };
      const { results } = await search(files, ['npm:lodash', 'npm:__proto__', 'npm:constructor', 'PyPI:requests']);
      expect(results.size).toBe(4);
    }),
    { numRuns: 150 },
  );
});

test('a megabyte of the worst text is looked at in linear time', async () => {
  for (const part of ['import ', 'require(', "'", '"a', 'require     ', '<script', '${', 'import/*']) {
    const text = part.repeat(Math.floor(1_000_000 / part.length));
    await search({ 'a.vue': text }, ['npm:express', 'PyPI:requests']);
  }
});
