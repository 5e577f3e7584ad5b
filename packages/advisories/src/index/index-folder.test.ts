import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIndex } from './build-index.ts';
import { makeFolder, writeFault } from './index-folder.ts';
import { updateIndex } from './update-index.ts';

let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-folder-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a folder is made with those above it, and one that is there stays', () => {
  makeFolder(join(dir, 'a/b/c'));
  makeFolder(join(dir, 'a/b/c'));
  expect(existsSync(join(dir, 'a/b/c'))).toBe(true);
});

test('a folder that cannot be is a clear failure of a build and of an update, and never waited for', async () => {
  writeFileSync(join(dir, 'file'), '');
  const clock = frozenClock('2026-11-20');
  const below = join(dir, 'file', 'db');
  const built = await buildIndex({ from: [dir], out: below, clock });
  expect(built.ok ? '' : built.error.code).toBe('advisories.folder_unwritable');
  const updated = await updateIndex({ dir: below, clock, feeds: {}, ecosystems: [] });
  expect(updated.ok ? '' : updated.error.message).toContain('ENOTDIR');
});

test.runIf(existsSync('/proc/self'))('a folder below /proc does not hang', () => {
  expect(() => makeFolder('/proc/maximus-index')).toThrow('ENOENT');
});

test('what is no failure of the file system is thrown on', () => {
  expect(() => writeFault(new TypeError('slip'), dir)).toThrow('slip');
});
