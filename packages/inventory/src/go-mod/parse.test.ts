import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { memoryFiles } from '../testing/memory-files.ts';
import type { ParsedFile } from '../types.ts';
import { goMod } from './index.ts';
import { prunedModule, unprunedModule, unprunedSums } from './samples.ts';

async function read(tree: Record<string, string>, path = 'go.mod'): Promise<ParsedFile> {
  return unwrap(await goMod.parse({ path, text: tree[path] ?? '', files: memoryFiles(tree) }));
}

async function failure(text: string, path = 'go.mod') {
  const result = await goMod.parse({ path, text, files: memoryFiles({}) });
  return result.ok ? undefined : { code: result.error.code, ...result.error.details };
}

const keys = (parsed: ParsedFile) => parsed.components.map(({ key }) => key);
const messages = (parsed: ParsedFile) => parsed.problems.map(({ error }) => error.message);
const component = (parsed: ParsedFile, name: string) => parsed.components.find((each) => each.name === name);

test('a go.mod of go 1.17 or later names every module, direct ones are the roots', async () => {
  const parsed = await read({ 'go.mod': prunedModule, 'local/go.mod': 'module example.test/local\n' });
  expect(keys(parsed)).toEqual([
    'stdlib@1.22.3',
    'example.test/router@v1.4.2',
    'example.test/legacy@v2.0.0+incompatible',
    'example.test/quoted@v0.3.0',
    'example.test/deep/v3@v3.1.0',
    'example.test/our-fork@v1.0.1',
  ]);
  expect(parsed.roots).toHaveLength(4);
  expect(parsed.problems).toEqual([]);
  expect(component(parsed, 'example.test/router')).toMatchObject({
    ecosystem: 'Go',
    purl: 'pkg:golang/example.test/router@v1.4.2',
    scope: 'unknown',
    direct: true,
    requested: 'v1.4.2',
    line: 8,
  });
  expect(component(parsed, 'example.test/deep/v3')).toMatchObject({ direct: false, line: 14 });
});

test('the standard library is a component at the lowest version that may build the module', async () => {
  const parsed = await read({ 'go.mod': prunedModule });
  expect(component(parsed, 'stdlib')).toMatchObject({
    version: '1.22.3',
    scope: 'prod',
    requested: '>=1.22.3',
    override: 'toolchain go1.22.3',
    line: 5,
  });
  const version = async (lines: string) =>
    component(await read({ 'go.mod': `module a\n${lines}\n` }), 'stdlib')?.version;
  expect(await version('go 1.22.4\ntoolchain go1.22.3')).toBe('1.22.4');
  expect(await version('go 1.22\ntoolchain default')).toBe('1.22');
  expect(await version('go 1.22rc1\ntoolchain go1.22.5-company')).toBe('1.22.5');
});

test('without a go directive the version of the standard library is not guessed', async () => {
  const parsed = await read({ 'go.mod': 'module a\n' });
  expect(keys(parsed)).toEqual([]);
  expect(messages(parsed)[0]).toContain('no go directive');
});

test('a replacement is the module that is built, with the rule as its override', async () => {
  const parsed = await read({ 'go.mod': prunedModule });
  expect(component(parsed, 'example.test/our-fork')?.override).toBe(
    'replace example.test/fork v1.0.0 => example.test/our-fork v1.0.1',
  );
  expect(component(parsed, 'example.test/fork')).toBeUndefined();
});

test('a rule for another version does not replace', async () => {
  const parsed = await read({
    'go.mod': 'module a\ngo 1.20\nrequire b v1.0.0\nreplace b v1.1.0 => c v9.0.0\n',
  });
  expect(keys(parsed)).toEqual(['stdlib@1.20', 'b@v1.0.0']);
});

test('a folder in place of a module is silent in the tree, a problem outside and where it holds no go.mod', async () => {
  const text = (folder: string) => `module a\ngo 1.20\nrequire b v1.0.0\nreplace b => ${folder}\n`;
  expect((await read({ 'x/go.mod': text('../b'), 'b/go.mod': 'module b\n' }, 'x/go.mod')).problems).toEqual([]);
  const outside = await read({ 'go.mod': text('../b') });
  expect(outside.problems[0]?.error).toMatchObject({
    code: 'inventory.path_escape',
    details: { file: 'go.mod', line: 4 },
  });
  expect((await read({ 'go.mod': text('./b') })).problems[0]?.error.code).toBe('inventory.unresolved');
});

test('before go 1.17 the indirect modules come from a tidy go.sum', async () => {
  const parsed = await read({ 'go.mod': unprunedModule, 'go.sum': unprunedSums });
  expect(keys(parsed)).toEqual(['stdlib@1.15', 'example.test/router@v1.4.2', 'example.test/deep@v1.1.0']);
  expect(component(parsed, 'example.test/deep')).toMatchObject({
    direct: false,
    integrity: expect.stringMatching(/^h1:B/),
  });
  expect(parsed.problems).toEqual([]);
  expect(parsed.consumed).toEqual(['go.sum']);
});

test('leftovers in go.sum leave the version open and are reported with their number', async () => {
  const zip = 'example.test/deep v1.0.0 h1:GGGG=\n';
  const two = await read({ 'go.mod': unprunedModule, 'go.sum': unprunedSums + zip });
  expect(component(two, 'example.test/deep')).toMatchObject({ key: 'example.test/deep' });
  expect(component(two, 'example.test/deep')?.version).toBeUndefined();
  const higher = await read({
    'go.mod': unprunedModule,
    'go.sum': `${unprunedSums}example.test/deep v1.2.0/go.mod h1:HHHH=\n`,
  });
  expect(higher.problems).toMatchObject([{ count: 1, error: { code: 'inventory.unresolved' } }]);
  expect(messages(higher)[0]).toContain('go mod tidy');
});

test('an excluded version in go.sum is no candidate', async () => {
  const parsed = await read({
    'go.mod': `${unprunedModule}exclude example.test/deep v1.2.0\n`,
    'go.sum': `${unprunedSums}example.test/deep v1.2.0/go.mod h1:HHHH=\n`,
  });
  expect(component(parsed, 'example.test/deep')?.version).toBe('v1.1.0');
});

test('before go 1.17 a missing or incomplete go.sum is a problem', async () => {
  expect(messages(await read({ 'go.mod': unprunedModule }))[0]).toContain('there is no go.sum');
  const other = 'example.test/deep v1.0.0 h1:GGGG=\nexample.test/deep v1.0.0/go.mod h1:GGGG=\n';
  expect(messages(await read({ 'go.mod': unprunedModule, 'go.sum': other }))[0]).toContain('it is incomplete');
  expect((await read({ 'go.mod': 'module a\ngo 1.12\n' })).problems).toEqual([]);
});

test('replacements of indirect modules are found in go.sum by their target', async () => {
  const parsed = await read({
    'go.mod': `${unprunedModule}replace example.test/deep => example.test/fork v1.5.0\n`,
    'go.sum': `${unprunedSums}example.test/fork v1.5.0 h1:I=\nexample.test/fork v1.5.0/go.mod h1:J=\n`,
  });
  expect(keys(parsed)).toEqual(['stdlib@1.15', 'example.test/router@v1.4.2', 'example.test/fork@v1.5.0']);
  expect(component(parsed, 'example.test/fork')?.override).toBe(
    'replace example.test/deep => example.test/fork v1.5.0',
  );
});

test('vendor/modules.txt decides before go 1.17, and a mismatch with go.mod is a problem', async () => {
  const vendor = [
    '# example.test/router v1.4.2',
    '## explicit',
    'example.test/router',
    '# example.test/deep v1.0.0 => example.test/fork v1.5.0',
    'example.test/deep/pkg',
    '# example.test/unused v0.1.0',
    '# example.test/here v0.1.0 => ./here',
    'example.test/here',
    '',
  ].join('\n');
  const tree = { 'go.mod': unprunedModule, 'vendor/modules.txt': vendor };
  const parsed = await read(tree);
  expect(keys(parsed)).toEqual(['stdlib@1.15', 'example.test/router@v1.4.2', 'example.test/fork@v1.5.0']);
  expect(parsed.problems).toEqual([]);
  const stale = await read({ ...tree, 'vendor/modules.txt': vendor.replace('router v1.4.2', 'router v1.4.1') });
  expect(messages(stale)[0]).toContain('v1.4.1 in vendor/modules.txt');
});

test('an unresolved or excluded requirement has no version', async () => {
  const parsed = await read({
    'go.mod': 'module a\ngo 1.20\nrequire b master\nrequire c v1.0.0\nexclude c v1.0.0\n',
  });
  expect(keys(parsed)).toEqual(['stdlib@1.20', 'b', 'c']);
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([3, 4]);
});

test('lines that cannot be read are problems with their line', async () => {
  const parsed = await read({
    'go.mod': 'module a\ngo x\nrequire b\nfrobnicate c\nreplace d\nexclude e\ntoolchain tip\nrequire\ngo 1.20\n',
  });
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  const sums = await read({ 'go.mod': unprunedModule, 'go.sum': `${unprunedSums}torn line\n\nx\n` });
  expect(sums.problems[0]).toMatchObject({ count: 2, error: { details: { file: 'go.sum', line: 7 } } });
});

test('a truncated or foreign file fails with its line', async () => {
  expect(await failure('module a\nrequire (\n\tb v1.0.0\n')).toEqual({
    code: 'inventory.malformed',
    file: 'go.mod',
    line: 2,
  });
  expect(await failure('module "a\n')).toMatchObject({ code: 'inventory.malformed', line: 1 });
  expect(await failure('go 1.20\n')).toMatchObject({ code: 'inventory.malformed' });
  expect(await failure('nothing here\n', 'go.sum')).toMatchObject({ file: 'go.sum', line: 1 });
  expect(await failure('\n', 'go.work')).toMatchObject({ file: 'go.work', line: 1 });
  expect(await failure('go 1.20\nuse (\n', 'go.work')).toMatchObject({ line: 2 });
});

test('strings may be quoted, escaped or raw, and a block may be empty', async () => {
  const parsed = await read({
    'go.mod': 'module `a`\ngo 1.20\nrequire ()\nrequire (\n\t"b\\"c" v1.0.0//indirect\n\n\t// only a comment\n)\n',
  });
  expect(parsed.components[1]).toMatchObject({ name: 'b"c', version: 'v1.0.0', direct: false, line: 5 });
});

test('names like __proto__ are names', async () => {
  const parsed = await read({
    'go.mod': 'module a\ngo 1.15\nrequire __proto__ v1.0.0\n',
    'go.sum': '__proto__ v1.0.0 h1:A=\nconstructor v1.0.0 h1:B=\n',
  });
  expect(keys(parsed)).toEqual(['stdlib@1.15', '__proto__@v1.0.0', 'constructor@v1.0.0']);
});

test('a go.sum alone lists modules and says what is not known', async () => {
  const parsed = await read({ 'go.sum': unprunedSums }, 'go.sum');
  expect(keys(parsed)).toEqual(['example.test/deep@v1.1.0', 'example.test/router@v1.4.2']);
  expect(parsed.components[1]).toMatchObject({ direct: false, line: 4 });
  expect(messages(parsed)[0]).toContain('no go.mod beside');
});

test('a go.sum beside a go.mod is read through it', async () => {
  const parsed = await read({ 'a/go.mod': unprunedModule, 'a/go.sum': unprunedSums }, 'a/go.sum');
  expect(parsed.components).toHaveLength(3);
  expect(parsed.components.every(({ line }) => line === undefined)).toBe(true);
  expect(parsed.consumed).toEqual(['a/go.mod']);
});

test('a workspace takes the highest version that one of its modules selects', async () => {
  const tree = {
    'go.work': 'go 1.22\nuse (\n\t./a\n\t./b\n)\nreplace old v1.0.0 => new v2.0.0\n',
    'a/go.mod': 'module x/a\ngo 1.20\nrequire (\n\tx/b v0.0.0\n\tshared v1.2.0\n\told v1.0.0 // indirect\n)\n',
    'b/go.mod': 'module x/b\ngo 1.20\nrequire shared v1.10.0 // indirect\n',
  };
  const parsed = await read(tree, 'go.work');
  expect(keys(parsed)).toEqual(['stdlib@1.22', 'shared@v1.10.0', 'new@v2.0.0']);
  expect(component(parsed, 'shared')?.direct).toBe(true);
  expect(component(parsed, 'new')?.override).toBe('replace old v1.0.0 => new v2.0.0');
  expect(parsed.problems).toEqual([]);
});

test('a workspace module that is not there or not certain is a problem', async () => {
  const parsed = await read(
    {
      'go.work': 'go 1.22\nuse ./a\nuse ../b\nuse ./torn\nuse ./c\n',
      'torn/go.mod': 'require (\n',
      'c/go.mod': 'module c\ngo 1.20\nrequire d master\n',
    },
    'go.work',
  );
  expect(parsed.problems.map(({ error }) => error.details.line)).toEqual([2, 3, 4, 3]);
  expect(keys(parsed)).toEqual(['stdlib@1.22', 'd']);
});
