import { fail } from '@maximus/kernel';
import { expect, it } from 'vitest';
import { errors } from '../errors.ts';
import { memoryFiles } from '../testing/index.ts';
import { poetryWanted, readPyproject } from './pyproject.ts';

const read = (text: string) => readPyproject(memoryFiles({ 'app/pyproject.toml': text }), 'app');

it('reads every table in which Python tools write what a project asks for', async () => {
  const { asked, extras, consumed } = await read(`
[project]
dependencies = ["A>=1", "not a requirement", 3]
[project.optional-dependencies]
fast = ["b"]
[dependency-groups]
Lint_All = ["c", {include-group = "base"}, {include-group = "gone"}]
base = ["d", {include-group = "lint-all"}]
[tool.uv]
dev-dependencies = ["e"]
[tool.pdm.dev-dependencies]
test = ["f"]
[tool.poetry.dependencies]
python = "^3"
g = "^1"
h = {version = "2", optional = true, extras = ["x", 1]}
[tool.poetry.dev-dependencies]
i = [{version = "1"}, {version = "2"}]
[tool.poetry.group.docs.dependencies]
j = {git = "https://token@x.test/j"}
[tool.poetry.group.k]
optional = true
`);
  expect(asked?.map((each) => [each.name, each.requested, each.scope])).toEqual([
    ['a', '>=1', 'prod'],
    ['b', undefined, 'optional'],
    ['c', undefined, 'dev'],
    ['d', undefined, 'dev'],
    ['d', undefined, 'optional'],
    ['c', undefined, 'optional'],
    ['f', undefined, 'dev'],
    ['e', undefined, 'dev'],
    ['g', '^1', 'prod'],
    ['h', '2', 'optional'],
    ['i', '1', 'dev'],
    ['i', '2', 'dev'],
    ['j', 'https://x.test/j', 'dev'],
  ]);
  expect([...extras]).toEqual(['fast']);
  expect(consumed).toEqual(['app/pyproject.toml']);
});

it('tells absence, emptiness and damage apart', async () => {
  expect(await readPyproject(memoryFiles({}), '')).toMatchObject({ asked: undefined, problems: [], consumed: [] });
  expect(await read('[tool.black]\n')).toMatchObject({ asked: undefined, problems: [] });
  expect(await read('[project')).toMatchObject({ asked: undefined, problems: [{ error: { details: { line: 1 } } }] });
  const closed = { ...memoryFiles({ 'pyproject.toml': '' }), read: async () => fail(errors.unreadable('closed')) };
  expect(await readPyproject(closed, '')).toMatchObject({ problems: [{ error: { code: 'inventory.unreadable' } }] });
});

it('takes a dependency of any shape', () => {
  expect(poetryWanted('A_b', 3)).toEqual([{ name: 'a-b', extras: [] }]);
  expect(poetryWanted('a', [[['^1']], '^2'])).toEqual([{ name: 'a', extras: [], requested: '^2' }]);
  expect(poetryWanted('a', { path: '../a' })).toEqual([{ name: 'a', extras: [], requested: '../a' }]);
});
