import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from '../errors.ts';
import { isAlive, startOf } from './process-facts.ts';

const heartbeatMs = 5_000;
/** A holder in another container or on another machine, whose processes cannot be seen, is dead after this silence. */
const silentMs = 30_000;

/** The right to start PostgreSQL on one data directory. */
export interface ClusterLock {
  release(): Promise<void>;
}

interface Holder {
  readonly nonce: string;
  readonly pid: number;
  readonly started: string;
  readonly host: string;
  readonly since: string;
}

type Life = 'alive' | 'dead' | 'elsewhere';

/**
 * Takes the lock file of a cluster, or fails with `storage.embedded_in_use`, which says who holds it: at once when the
 * holder lives on this machine, after 30 s of watching when it beats in another container that shares the folder (there
 * PostgreSQL's own `postmaster.pid` would not help). A lock whose process has ended is taken over.
 */
export async function takeClusterLock(path: string): Promise<ClusterLock> {
  const mine: Holder = {
    nonce: randomUUID(),
    pid: process.pid,
    started: await startOf(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  };
  const aside = `${path}.${mine.nonce}`;
  // Written aside and linked, so that a lock file is never seen half written.
  await writeFile(aside, JSON.stringify(mine), { mode: 0o600 });
  try {
    const deadline = Date.now() + silentMs + heartbeatMs;
    for (;;) {
      if (await linked(aside, path)) return held(path, mine.nonce);
      const holder = await readHolder(path);
      if (holder === undefined) continue;
      const life = await lifeOf(holder, path);
      if (life === 'alive' || Date.now() > deadline) throw inUse(path, holder);
      if (life === 'dead') await breakLock(path, holder.nonce);
      else await sleep(250);
    }
  } finally {
    await rm(aside, { force: true });
  }
}

function inUse(path: string, { pid, host, since }: Holder) {
  return errors.embedded_in_use(`process ${pid} on ${host} runs this embedded PostgreSQL since ${since}`, {
    file: path,
  });
}

function held(path: string, nonce: string): ClusterLock {
  const beat = setInterval(() => {
    const now = new Date();
    // The next beat comes soon; what a lost file means is found by whoever reads it.
    utimes(path, now, now).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      return releaseIfMine(path, nonce);
    },
  };
}

async function lifeOf(holder: Holder, path: string): Promise<Life> {
  if (holder.nonce === '') return 'dead';
  if (holder.host !== hostname()) {
    const file = await stat(path).catch(() => undefined);
    return file === undefined || Date.now() - file.mtimeMs > silentMs ? 'dead' : 'elsewhere';
  }
  if (!isAlive(holder.pid)) return 'dead';
  return holder.started === '' || holder.started === (await startOf(holder.pid)) ? 'alive' : 'dead';
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Of several that find a dead lock, one at a time may remove it, and only if it is still the dead one. */
async function breakLock(path: string, nonce: string): Promise<void> {
  const breaking = `${path}.break`;
  try {
    await writeFile(breaking, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const breaker = Number(await readFile(breaking, 'utf8').catch(() => ''));
    if (breaker > 0 && !isAlive(breaker)) await rm(breaking, { force: true });
    else await sleep(20);
    return;
  }
  try {
    await releaseIfMine(path, nonce);
  } finally {
    await rm(breaking, { force: true });
  }
}

async function releaseIfMine(path: string, nonce: string): Promise<void> {
  if ((await readHolder(path))?.nonce === nonce) await rm(path, { force: true });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Never half written by us: what does not parse was damaged by a full disk or by hand, and holds nothing.
    if (error instanceof SyntaxError) return { nonce: '', pid: 0, started: '', host: '', since: '' };
    throw error;
  }
}
