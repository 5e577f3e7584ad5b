import { expect, it } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import { parse } from './parse.ts';
import { samples } from './samples.ts';

async function read(tree: Record<string, string>, path = 'node_modules/') {
  const result = await parse({ path, text: '', files: memoryFiles(tree) });
  if (!result.ok) throw result.error;
  return result.value;
}

it('gives every package folder, with edges to the nearest copy', async () => {
  const file = await read(samples);
  expect(file.problems).toEqual([]);
  expect(file.components.map(({ key, version, scope, direct }) => [key, version, scope, direct])).toEqual([
    ['node_modules/@s/tool', '0.1.0', 'dev', true],
    ['node_modules/left', '1.2.0', 'prod', true],
    ['node_modules/left/node_modules/right', '1.9.0', 'unknown', false],
    ['node_modules/right', '2.0.0', 'unknown', false],
  ]);
  expect(file.components[0]?.dependsOn).toEqual([{ to: 'node_modules/right', requested: '^2' }]);
  expect(file.components[1]?.dependsOn).toEqual([{ to: 'node_modules/left/node_modules/right', requested: '^1' }]);
  expect([...file.roots].sort()).toEqual(['node_modules/@s/tool', 'node_modules/left']);
});

it('reads a tree in a folder below the root', async () => {
  const moved = Object.fromEntries(Object.entries(samples).map(([path, text]) => [`web/${path}`, text]));
  expect((await read(moved, 'web/node_modules/')).components).toEqual((await read(samples)).components);
});

it('says what is missing, unreadable, or in a layout that it does not know', async () => {
  const file = await read({
    'node_modules/a/package.json': '{"version":"1.0.0","dependencies":{"gone":"1"}}',
    'node_modules/b/package.json': 'nonsense',
    'node_modules/c/package.json': '{"name":"c"}',
    'node_modules/assets/readme.md': '',
    'node_modules/.pnpm/x@1.0.0/node_modules/x/package.json': '{}',
  });
  expect(file.components.map((each) => [each.name, each.version])).toEqual([
    ['a', '1.0.0'],
    ['c', undefined],
  ]);
  expect(file.problems.map((each) => each.error.message)).toEqual([
    "pnpm's store layout is not read; keep pnpm-lock.yaml beside it",
    'no package.json beside it says what is direct',
    'a package.json that is not a JSON object: node_modules/b',
    'installed without a version: node_modules/c',
    'required by a package, but not installed: gone (by a)',
  ]);
});

it('ends on a tree without end', async () => {
  const files = {
    ...memoryFiles({}),
    list: async () => ['a/'],
    read: async () => ({ ok: true as const, value: '{"name":"a","version":"1.0.0"}' }),
  };
  const result = await parse({ path: 'node_modules/', text: '', files });
  expect(result.ok && result.value.components).toHaveLength(33);
  expect(result.ok && result.value.problems.map((each) => each.error.message).join()).toContain('nested deeper');
});

it('takes a linked workspace member as project code, and what it asks for as direct', async () => {
  const file = await read({
    'package.json': '{"name":"root","workspaces":["packages/*"]}',
    'packages/member/package.json': '{"name":"member","dependencies":{"x":"^1"}}',
    'node_modules/member/package.json': '{"name":"member","dependencies":{"x":"^1"}}',
    'node_modules/x/package.json': '{"name":"x","version":"1.0.0"}',
  });
  expect(file.components).toMatchObject([{ name: 'x', direct: true, requested: '^1', scope: 'prod' }]);
});
