import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasGit } from '../testing/has-git.ts';
import { temporaryTree } from '../testing/temporary-tree.ts';
import { parseGitIndex, readTrackedPaths, trackedPaths } from './git-index.ts';

it.skipIf(!hasGit).each(['2', '3', '4'])(
  'reads the paths of an index of version %s that git wrote (needs git)',
  async (version) => {
    const paths = ['a', 'a.lock', 'b/c/yarn.lock', `long/${'x'.repeat(200)}`, 'ä/ö.lock'];
    await using tree = await temporaryTree(Object.fromEntries(paths.map((path) => [path, path])));
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', tree.root, ...args], { env: { PATH: process.env.PATH } });
    git('init', '-q');
    git('update-index', '--index-version', version);
    git('add', '.');
    if (version === '3') git('update-index', '--skip-worktree', 'a');
    const tracked = readTrackedPaths(tree.root);
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

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@example.test', ...args], {
    env: { PATH: process.env.PATH },
    stdio: 'pipe',
  });

describe.skipIf(!hasGit)('where the repository is not the scanned folder itself (needs git)', () => {
  const files = { '.gitignore': '*.lock\n', 'a/b.lock': '', 'a/c.lock': '', 'ab/d.lock': '' };
  const tracked = ['a/b.lock', 'ab/d.lock'];

  it('reads the index of a folder above, for what lies below only', async () => {
    await using tree = await temporaryTree(files);
    git(tree.root, 'init', '-q');
    git(tree.root, 'add', '-f', ...tracked);
    const below = readTrackedPaths(join(tree.root, 'a'));
    expect([below?.has('b.lock'), below?.has('c.lock'), below?.has('d.lock')]).toEqual([true, false, false]);
  });

  it('reads the index of a linked work tree', async () => {
    await using tree = await temporaryTree(files);
    await using other = await temporaryTree({});
    git(tree.root, 'init', '-q');
    git(tree.root, 'add', '-f', ...tracked);
    git(tree.root, 'commit', '-q', '-m', 'x');
    git(tree.root, 'worktree', 'add', '-q', '--detach', join(other.root, 'linked'));
    const linked = readTrackedPaths(join(other.root, 'linked'));
    expect([linked?.has('a/b.lock'), linked?.has('a/c.lock')]).toEqual([true, false]);
  });

  it('reads an index with SHA-256 ids', async () => {
    await using tree = await temporaryTree(files);
    git(tree.root, 'init', '-q', '--object-format=sha256');
    git(tree.root, 'add', '-f', ...tracked);
    const known = readTrackedPaths(tree.root);
    expect([known?.has('a/b.lock'), known?.has('a/c.lock')]).toEqual([true, false]);
  });

  it('takes every file for tracked where the index names not every one', async () => {
    await using tree = await temporaryTree(files);
    git(tree.root, 'init', '-q');
    git(tree.root, 'add', '-f', ...tracked);
    git(tree.root, 'update-index', '--split-index');
    expect(readTrackedPaths(tree.root)?.has('a/c.lock')).toBe(true);
  });
});

it('tells no repository from one without an index and from one whose index cannot be read', async () => {
  await using none = await temporaryTree({ '.git/package-lock.json': '' });
  expect(readTrackedPaths(none.root)).toBeUndefined();
  await using fresh = await temporaryTree({ '.git/HEAD': '' });
  expect(readTrackedPaths(fresh.root)?.has('a')).toBe(false);
  await using broken = await temporaryTree({ '.git/HEAD': '', '.git/index': 'nonsense' });
  expect(readTrackedPaths(broken.root)?.has('a')).toBe(true);
  await using lost = await temporaryTree({ '.git': 'gitdir: ../nowhere\n' });
  expect(readTrackedPaths(lost.root)?.hasBelow('a')).toBe(true);
  await using waiting = await temporaryTree({ '.git/HEAD': '' });
  execFileSync('mkfifo', [join(waiting.root, '.git/index')]);
  expect(readTrackedPaths(waiting.root)?.has('a')).toBe(true);
  expect(trackedPaths([]).hasBelow('a')).toBe(false);
});

it('does not let an index repeat a long path in each of its entries', () => {
  const entry = (kept: number[], name: string) =>
    Buffer.concat([Buffer.alloc(60), Buffer.from([0, 3]), Buffer.from(kept), Buffer.from(`${name}\0`)]);
  const header = Buffer.from('DIRC\0\0\0\x04\0\0\0\x02', 'latin1');
  const two = (name: string) => Buffer.concat([header, entry([0], name), entry([0], 'b')]);
  expect(parseGitIndex(two('a'))).toEqual(['a', 'ab']);
  expect(parseGitIndex(two('a'.repeat(4096)))).toBeUndefined();
});
