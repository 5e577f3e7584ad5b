import { expect, it } from 'vitest';
import { memoryFiles } from '../testing/index.ts';
import { expandWorkspaces, readManifest, readProject } from './index.ts';

const files = memoryFiles({
  'app/package.json':
    '{"name":"root","workspaces":["./packages/*/","deep/**","!deep/x","@s/*","{one,two}","../outside","single"]}',
  'app/packages/a/package.json': '{"name":"a"}',
  'app/packages/b/readme.md': '',
  'app/deep/x/package.json': '{"name":"x"}',
  'app/deep/y/z/package.json': '{"name":"z"}',
  'app/deep/node_modules/n/package.json': '{"name":"n"}',
  'app/@s/p/package.json': '{"name":"@s/p"}',
  'app/two/package.json': '{"name":"two"}',
  'app/single/package.json': '[1]',
  'outside/package.json': '{"name":"outside"}',
});

it('finds workspaces by names, stars, double stars and braces, leaves out what is negated', async () => {
  const { folders, truncated } = await expandWorkspaces(files, 'app', [
    './packages/*/',
    'deep/**',
    '!deep/x',
    '@s/*',
    '{one,two}',
    'single',
  ]);
  expect(folders).toEqual(['app/@s/p', 'app/deep/y/z', 'app/packages/a', 'app/single', 'app/two']);
  expect(truncated).toBe(false);
});

it('never leaves the scanned tree', async () => {
  expect((await expandWorkspaces(files, 'app', ['../../etc', '../..', '/etc'])).folders).toEqual([]);
});

it('stops at the limit of folders and says so', async () => {
  const endless = { ...files, list: async () => ['a/', 'b/'] };
  expect((await expandWorkspaces(endless, '', ['**'])).truncated).toBe(true);
});

it('names the patterns that it cannot read and goes on with the others', async () => {
  const patterns = ['!(a)', '{1..9}', '[', 'x'.repeat(2000), '**/'.repeat(1000), '{a,b}'.repeat(20), 'single'];
  const { folders, unread } = await expandWorkspaces(files, 'app', patterns);
  expect([folders, unread]).toEqual([['app/single'], ['{1..9}', '[', 'x'.repeat(2000)]]);
});

it('takes bounded time for patterns made to be slow', async () => {
  const slow = memoryFiles({ [`${'a'.repeat(250)}/package.json`]: '{}' });
  const stars = `${'*a'.repeat(40)}b`;
  const { folders, truncated } = await expandWorkspaces(slow, '', [
    ...Array.from({ length: 250 }, () => stars),
    ...Array.from({ length: 250 }, (_, at) => `!${stars}${at}`),
    '*',
  ]);
  expect(folders.length === 1 || truncated).toBe(true);
});

it('reads a project from the folder of its lock file', async () => {
  const project = await readProject(files, 'app/yarn.lock');
  expect([...project.ownNames].sort()).toEqual(['@s/p', 'a', 'outside', 'root', 'two', 'z']);
  expect(project.consumed).toHaveLength(7);
  expect((await readProject(files, 'elsewhere/yarn.lock')).root).toBeUndefined();
});

it('takes only well-formed fields of a manifest', () => {
  const manifest = readManifest(
    JSON.parse(
      '{"name":1,"dependencies":{"a":"1","b":2,"__proto__":"3"},"optionalDependencies":{"a":"1"},"devDependencies":[],"workspaces":{"packages":["x",1]}}',
    ),
  );
  expect(manifest).toEqual({
    name: undefined,
    requests: [
      { alias: 'a', range: '1', scope: 'optional' },
      { alias: '__proto__', range: '3', scope: 'prod' },
    ],
    resolutions: [],
    workspaces: ['x'],
  });
});
