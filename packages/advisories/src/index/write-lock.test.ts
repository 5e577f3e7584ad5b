import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { takeWriteLock } from './write-lock.ts';

let dir = '';
let path = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-lock-'));
  path = join(dir, 'writer.lock');
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function leave(holder: object | string, ageMs = 0): void {
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
  const at = new Date(Date.now() - ageMs);
  utimesSync(path, at, at);
}

async function code(waitMs = 0): Promise<string> {
  const result = await takeWriteLock(dir, waitMs);
  if (!result.ok) return result.error.code;
  result.value.release();
  return 'taken';
}

test('one writer at a time; the next one takes it when it is released', async () => {
  const first = unwrap(await takeWriteLock(dir, 0));
  expect(await code()).toBe('advisories.database_busy');
  const second = takeWriteLock(dir, 5000);
  first.release();
  unwrap(await second).release();
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that has ended, or whose pid was given away again, is taken over', async () => {
  leave({ nonce: 'x', pid: 2 ** 22 + 5, started: '1', host: hostname() });
  expect(await code()).toBe('taken');
  leave({ nonce: 'x', pid: process.pid, started: 'another start', host: hostname() });
  expect(await code()).toBe(process.platform === 'linux' ? 'taken' : 'advisories.database_busy');
});

test('a lock of another machine counts until it has been silent for long', async () => {
  leave({ nonce: 'x', pid: 1, started: '1', host: 'elsewhere' });
  expect(await code()).toBe('advisories.database_busy');
  leave({ nonce: 'x', pid: 1, started: '1', host: 'elsewhere' }, 16 * 60_000);
  expect(await code()).toBe('taken');
});

test('a torn lock file counts for a moment only', async () => {
  leave('{"nonce"');
  expect(await code()).toBe('advisories.database_busy');
  leave('{"nonce"', 60_000);
  expect(await code()).toBe('taken');
});

test('a writer whose folder went away is not ended by its own sign of life', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const lock = unwrap(await takeWriteLock(dir, 0));
    rmSync(dir, { recursive: true });
    expect(() => vi.advanceTimersByTime(60_000)).not.toThrow();
    lock.release();
  } finally {
    vi.useRealTimers();
  }
});

test('of many that find a dead lock exactly one at a time gets it', async () => {
  leave({ nonce: 'x', pid: 2 ** 22 + 5, started: '1', host: hostname() });
  let holding = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const lock = unwrap(await takeWriteLock(dir, 20_000));
      holding += 1;
      most = Math.max(most, holding);
      await new Promise((resolve) => setImmediate(resolve));
      holding -= 1;
      lock.release();
    }),
  );
  expect(most).toBe(1);
  expect(readdirSync(dir)).toEqual([]);
});
