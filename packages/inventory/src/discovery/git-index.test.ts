import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { temporaryTree } from '../testing/temporary-tree.ts';
import { parseGitIndex, readTrackedPaths, trackedPaths } from './git-index.ts';

const hasGit = (() => {
  try {
    execFileSync('git', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!hasGit).each(['2', '3', '4'])(
  'reads the paths of an index of version %s that git wrote (skipped: no git)',
  async (version) => {
    const paths = ['a', 'a.lock', 'b/c/yarn.lock', `long/${'x'.repeat(200)}`, 'ä/ö.lock'];
    await using tree = await temporaryTree(Object.fromEntries(paths.map((path) => [path, path])));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', tree.root, ...args], { env: { PATH: process.env.PATH } });
    git('init', '-q');
    git('update-index', '--index-version', version);
    git('add', '.');
    if (version === '3') git('update-index', '--skip-worktree', 'a');
    const tracked = await readTrackedPaths(tree.root);
    for (const path of paths) expect(tracked?.has(path)).toBe(true);
    expect(tracked?.has('b')).toBe(false);
    expect(tracked?.hasBelow('b')).toBe(true);
    expect(tracked?.hasBelow('b/c')).toBe(true);
    expect(tracked?.hasBelow('b/cc')).toBe(false);
  },
);

it('takes bytes that are no index for none, at every length', async () => {
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\x01', 'latin1');
  const entry = Buffer.concat([header, Buffer.alloc(60), Buffer.from([0, 3]), Buffer.from('abc\0\0\0\0\0\0\0')]);
  expect(parseGitIndex(entry)).toEqual(['abc']);
  for (let length = 0; length < 77; length++) expect(parseGitIndex(entry.subarray(0, length))).toBeUndefined();
  expect(parseGitIndex(Buffer.from('DIRC\0\0\0\x05\0\0\0\0'))).toBeUndefined();
  const four = Buffer.from(entry);
  four[7] = 4;
  four[74] = 0x7f;
  expect(parseGitIndex(four)).toBeUndefined();
  expect(parseGitIndex(Buffer.concat([four.subarray(0, 74), Buffer.alloc(8, 0xff)]))).toBeUndefined();
});

it('finds no repository where there is none', async () => {
  await using tree = await temporaryTree({ '.git/index': 'nonsense' });
  expect(await readTrackedPaths(tree.root)).toBeUndefined();
  await using empty = await temporaryTree({ a: '' });
  expect(await readTrackedPaths(empty.root)).toBeUndefined();
  expect(trackedPaths([]).hasBelow('a')).toBe(false);
});
