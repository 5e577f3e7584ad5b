import { expect, test } from 'vitest';
import { memoryTree } from '../../house/tree.ts';
import type { Check } from '../types.ts';
import { boundaries } from './boundaries.ts';
import { cycles } from './cycles.ts';
import { declaredImports } from './declared-imports.ts';
import { fileSizes } from './file-sizes.ts';
import { forbiddenText } from './forbidden-text.ts';
import { lockFile } from './lock-file.ts';
import { markdownLinks } from './markdown-links.ts';
import { sourceHabits } from './source-habits.ts';

const house = Object.fromEntries(
  [
    'packages/kernel',
    'packages/contracts',
    'packages/versions',
    'packages/storage',
    'services/hitl',
    'services/bas',
    'apps/cli',
    'apps/web',
  ].map((folder) => [`${folder}/package.json`, JSON.stringify({ name: `@maximus/${folder.split('/')[1]}` })]),
);

async function messages(check: Check, texts: Record<string, string>): Promise<string[]> {
  const tree = memoryTree({ 'package.json': '{}', ...texts });
  const { problems } = await check.run({ tree, fix: false });
  return problems.map(({ file, line, message }) => `${file}:${line ?? '-'} ${message}`);
}

const direction: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ['packages/kernel/src/a.ts', `import '@maximus/contracts';`, 'foundation may not import foundation'],
  ['packages/versions/src/a.ts', `import '@maximus/kernel';`, undefined],
  ['packages/versions/src/a.ts', `import '@maximus/storage';`, 'domain may not import platform'],
  ['packages/versions/src/a.ts', `import { x } from '@maximus/contracts';`, 'contracts as types only'],
  ['packages/versions/src/a.ts', `import type { X } from '@maximus/contracts';`, undefined],
  ['packages/versions/src/a.test.ts', `import { x } from '@maximus/contracts';`, undefined],
  ['services/hitl/src/a.ts', `import '@maximus/bas';`, 'service may not import service'],
  ['services/hitl/src/a.ts', `import '@maximus/storage';`, undefined],
  ['packages/storage/src/a.ts', `import '@maximus/hitl';`, 'platform may not import service'],
  ['apps/web/src/a.ts', `import '@maximus/versions';`, 'contracts and client only'],
  ['apps/cli/src/a.ts', `import '@maximus/web';`, 'app may not import app'],
  ['apps/cli/src/a.ts', `import '@maximus/web/testing';`, 'belongs to tests'],
  ['apps/cli/src/a.test.ts', `import '@maximus/web/testing';`, undefined],
  ['apps/cli/src/a.ts', `import '@maximus/versions/src/deep.ts';`, 'deep import'],
  ['apps/cli/src/a.ts', `import '@maximus/versions/testing';`, 'belongs to tests'],
  ['apps/cli/src/a.test.ts', `import '@maximus/versions/testing';`, undefined],
  ['apps/cli/src/a.ts', `import '../../../packages/versions/src/a.ts';`, 'reaches into another package'],
  ['packages/versions/src/a.ts', `import 'pg';`, 'pg belongs to storage'],
  ['packages/storage/src/a.ts', `import 'pg';`, undefined],
  ['packages/versions/src/a.ts', `import '@ast-grep/napi';`, 'belongs to reachability'],
];

test.each(direction)('%s with %s: %s', async (path, text, expected) => {
  const found = await messages(boundaries, { ...house, [path]: text });
  if (expected === undefined) expect(found).toEqual([]);
  else expect(found.join()).toContain(expected);
});

test('a package without a room is refused', async () => {
  const found = await messages(boundaries, { 'packages/attic/package.json': '{"name":"@maximus/attic"}' });
  expect(found.join()).toContain('has no room yet');
});

test('cycles between files fail', async () => {
  const found = await messages(cycles, { 'tools/a.ts': `import './b.ts';`, 'tools/b.ts': `import './a.ts';` });
  expect(found).toEqual(['tools/a.ts:- import cycle: tools/a.ts ↔ tools/b.ts']);
});

test('what is imported must be declared', async () => {
  const found = await messages(declaredImports, {
    'package.json': JSON.stringify({ devDependencies: { vitest: '1' } }),
    'packages/x/package.json': JSON.stringify({ name: '@maximus/x', dependencies: { yaml: '1' } }),
    'packages/x/src/a.ts': `import 'yaml';\nimport 'zod/v4';\nimport 'node:fs';\nimport 'fs';\nimport 'vitest';`,
    'packages/x/src/a.test.ts': `import 'vitest';`,
  });
  expect(found).toEqual([
    'packages/x/src/a.ts:2 zod is not in packages/x/package.json',
    'packages/x/src/a.ts:4 write node:fs',
    'packages/x/src/a.ts:5 vitest is not in packages/x/package.json',
  ]);
});

test('habits: packages never ask the process, names say something', async () => {
  const text = 'process.env.A;\nprocess.exit();\ntry {} catch {}';
  const found = await messages(sourceHabits, {
    'packages/x/src/a.ts': text,
    'apps/cli/src/a.ts': 'process.env.A;\nprocess.exit();',
    'packages/x/src/string-utils.ts': '',
    'packages/x/src/fooBar.ts': '',
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual([
    'packages/x/src/a.ts:3',
    'packages/x/src/a.ts:1',
    'packages/x/src/a.ts:2',
    'packages/x/src/fooBar.ts:-',
    'packages/x/src/string-utils.ts:-',
  ]);
});

test('sizes: a notice at 350 lines, a failure at 500, tables and tests are free', async () => {
  const lines = (count: number) => 'a;\n'.repeat(count);
  const tree = memoryTree({
    'tools/a.ts': lines(349),
    'tools/b.ts': lines(350),
    'tools/c.ts': lines(500),
    'tools/d.data.ts': lines(900),
    'tools/e.test.ts': lines(900),
  });
  const { problems } = await fileSizes.run({ tree, fix: false });
  expect(problems.map(({ file, level }) => [file, level])).toEqual([
    ['tools/b.ts', 'notice'],
    ['tools/c.ts', 'failure'],
  ]);
});

test('registry hosts and paths of one machine are refused, look-alikes are not', async () => {
  const host = ['registry', 'npmjs', 'org'].join('.');
  const folder = ['', 'work', 'main'].join('/');
  const found = await messages(forbiddenText, {
    'a.json': `{"resolved":"https://${host}/x"}`,
    'b.md': `see ${folder}/c`,
    'c.md': 'packages/work/ and https://example.test/work/ and crates.io and registry.example.test',
    'd.png': host,
  });
  expect(found.map((line) => line.split(' ')[0])).toEqual(['a.json:1', 'b.md:1']);
});

test('links lead somewhere', async () => {
  const found = await messages(markdownLinks, {
    'README.md':
      '[a](docs/a.md) [b](docs) [c](docs/a.md#how-it-works) [d](https://example.test)\n`[x](nowhere)`\n[e](gone.md) [f](docs/a.md#nope)',
    'docs/a.md': '# How it `works`\n```\n[g](gone.md)\n```\n[up](../README.md)',
  });
  expect(found).toEqual(['README.md:3 gone.md leads nowhere', 'README.md:3 docs/a.md#nope: no such heading']);
});

test('the lock file has an entry for every platform, digests, and no addresses', async () => {
  const packages = {
    '': { optionalDependencies: { a: '1', b: '^1.0.0' } },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-x', optionalDependencies: { b: '2', c: '1' } },
    'node_modules/b': { version: '1.2.0', resolved: 'https://registry.example.test/b.tgz' },
    'node_modules/@maximus/x': { link: true, resolved: 'packages/x' },
  };
  const found = await messages(lockFile, { 'package-lock.json': JSON.stringify({ packages }) });
  expect(found.map((line) => line.slice('package-lock.json:- '.length))).toEqual([
    'node_modules/a: optional b has no fitting entry; choose a version that has it',
    'node_modules/a: optional c has no fitting entry; choose a version that has it',
    'node_modules/b has no digest',
    'node_modules/b names an address',
  ]);
});
