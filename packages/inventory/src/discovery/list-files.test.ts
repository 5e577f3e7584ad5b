import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFolder } from '../disk-files.ts';
import { listFiles } from './list-files.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maximus-list-'));
  for (const path of ['src/a.ts', 'src/b.txt', 'node_modules/x/i.ts', 'build/out.ts', 'lib/c.ts']) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  writeFileSync(join(root, '.gitignore'), 'build/\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const wants = (path: string) => path.endsWith('.ts');

it("lists the project's own files only: nothing ignored, nothing vendored, nothing excluded", async () => {
  const files = unwrap(await openFolder(root));
  const all = await listFiles(files, { wants, maxFiles: 100, isOver: () => false });
  expect(all).toEqual({ paths: ['lib/c.ts', 'src/a.ts'], complete: true });
  const some = await listFiles(files, { wants, exclude: ['lib/**'], maxFiles: 100, isOver: () => false });
  expect(some.paths).toEqual(['src/a.ts']);
});

it('says when it did not come to the end', async () => {
  const files = unwrap(await openFolder(root));
  expect((await listFiles(files, { wants, maxFiles: 1, isOver: () => false })).complete).toBe(false);
  expect((await listFiles(files, { wants, maxFiles: 100, isOver: () => true })).complete).toBe(false);
});
