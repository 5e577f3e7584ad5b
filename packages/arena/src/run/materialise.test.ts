import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import { applyEdits, materialise } from './materialise.ts';

const limits = { treeBytes: 1 << 20, treeFiles: 100 };

describe('a materialised tree', () => {
  it('holds the files and the links that stay inside, and no version control or installed packages', async () => {
    await using from = await workFolder({
      'package.json': '{}',
      'src/a.js': 'a',
      '.git/hooks/post-checkout': 'evil',
      'node_modules/x/index.js': 'x',
      'web/node_modules/y/index.js': 'y',
    });
    await using to = await workFolder();
    symlinkSync('a.js', join(from.path, 'src/b.js'));
    symlinkSync('../../../etc/passwd', join(from.path, 'src/out'));
    symlinkSync('/etc/passwd', join(from.path, 'absolute'));
    symlinkSync('nowhere', join(from.path, 'dangling'));
    execFileSync('mkfifo', [join(from.path, 'pipe')]);
    const copied = await materialise(from.path, join(to.path, 'tree'), limits);
    if (!copied.ok) throw copied.error;
    expect(readdirSync(join(to.path, 'tree'), { recursive: true }).map(String).sort()).toEqual([
      'package.json',
      'src',
      'src/a.js',
      'src/b.js',
      'web',
    ]);
    expect(lstatSync(join(to.path, 'tree/src/b.js')).isSymbolicLink()).toBe(true);
    expect(copied.value.leftOut.map((line) => line.split(':')[0]).sort()).toEqual([
      '.git',
      'absolute',
      'dangling',
      'node_modules',
      'pipe',
      'src/out',
      'web/node_modules',
    ]);
  });

  it('is refused past its bounds', async () => {
    await using from = await workFolder({ a: 'x'.repeat(600), b: 'x'.repeat(600) });
    await using to = await workFolder();
    const large = await materialise(from.path, join(to.path, 'a'), { ...limits, treeBytes: 1_000 });
    expect(large).toMatchObject({ ok: false, error: { code: 'arena.tree_too_large' } });
    const many = await materialise(from.path, join(to.path, 'b'), { ...limits, treeFiles: 1 });
    expect(many).toMatchObject({ ok: false, error: { code: 'arena.tree_too_large' } });
  });
});

describe('edits', () => {
  it('replace, add and remove files', async () => {
    await using tree = await workFolder({ 'a.json': '1', 'gone.txt': 'x' });
    const done = await applyEdits(tree.path, [
      { file: 'a.json', bytes: Buffer.from('2') },
      { file: 'deep/new.txt', bytes: Buffer.from('new') },
      { file: 'gone.txt', bytes: null },
    ]);
    expect(done.ok).toBe(true);
    expect(readFileSync(join(tree.path, 'a.json'), 'utf8')).toBe('2');
    expect(readdirSync(tree.path).sort()).toEqual(['a.json', 'deep']);
  });

  it('never leave the tree: not by name, not through a link, not into version control', async () => {
    await using outside = await workFolder({ 'victim.txt': 'safe' });
    await using tree = await workFolder({ file: 'x' });
    symlinkSync(outside.path, join(tree.path, 'linked'));
    symlinkSync(join(outside.path, 'victim.txt'), join(tree.path, 'victim'));
    mkdirSync(join(tree.path, 'folder'));
    const names = [
      '../up',
      '/abs',
      'a//b',
      'a/../b',
      'linked/victim.txt',
      'victim',
      '.git/config',
      'file/x',
      'folder',
      'a\\b',
      'a\0b',
    ];
    for (const file of names) {
      expect(await applyEdits(tree.path, [{ file, bytes: Buffer.from('evil') }]), file).toMatchObject({
        ok: false,
        error: { code: 'arena.edit_refused' },
      });
    }
    expect(readFileSync(join(outside.path, 'victim.txt'), 'utf8')).toBe('safe');
  });
});
