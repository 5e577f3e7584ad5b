import { randomUUID } from 'node:crypto';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { makeFolder, writeFault } from './index-folder.ts';
import { ageOf, breakingMs, type Holder, isDead, lockName, parseHolder, readIfThere, startOf } from './lock-holder.ts';

const breakName = 'writer.lock.break';
const heartbeatMs = 10_000;

/** The right to write into an index folder. */
export interface WriteLock {
  release(): void;
}

/**
 * Takes the one write lock of a folder, creating the folder. Readers need none. A lock whose process has ended is taken
 * over: told by pid and start time on this machine, by its last sign of life elsewhere. Fails with
 * `advisories.database_busy` when another writer lives and `waitMs` have passed, `folder_unwritable` where it cannot write.
 */
export async function takeWriteLock(dir: string, waitMs: number): Promise<Result<WriteLock>> {
  try {
    makeFolder(dir);
    return await waitForLock(dir, waitMs);
  } catch (error) {
    return fail(writeFault(error, dir));
  }
}

async function waitForLock(dir: string, waitMs: number): Promise<Result<WriteLock>> {
  const path = join(dir, lockName);
  const mine: Holder = { nonce: randomUUID(), pid: process.pid, started: startOf(process.pid), host: hostname() };
  const deadline = Date.now() + waitMs;
  for (;;) {
    if (createExclusive(path, JSON.stringify(mine))) return ok(held(path, mine));
    const text = readIfThere(path);
    if (text === undefined) continue;
    if (isDead(text, path)) {
      breakLock(dir, path, text);
      continue;
    }
    if (Date.now() >= deadline) {
      const holder = parseHolder(text);
      const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`;
      return fail(errors.database_busy(`${who} is writing to this database`, { file: path }));
    }
    await sleep(Math.min(100, Math.max(1, deadline - Date.now())));
  }
}

function held(path: string, mine: Holder): WriteLock {
  const beat = setInterval(() => giveSign(path), heartbeatMs);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (parseHolder(readIfThere(path) ?? '')?.nonce === mine.nonce) rmSync(path, { force: true });
    },
  };
}

/** Says that the writer lives. Where the folder has gone or was closed, what the writer does next tells so. */
function giveSign(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** Removes a dead lock, unless someone was faster. The second file keeps two breakers from removing a live one. */
function breakLock(dir: string, path: string, seen: string): void {
  const breaking = join(dir, breakName);
  if (!createExclusive(breaking, String(process.pid))) {
    if (ageOf(breaking) > breakingMs) rmSync(breaking, { force: true });
    return;
  }
  try {
    if (readIfThere(path) === seen) rmSync(path, { force: true });
  } finally {
    rmSync(breaking, { force: true });
  }
}

function createExclusive(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
