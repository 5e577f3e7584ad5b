import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errors } from '../errors.ts';
import { isAlive, runsOn } from './process-facts.ts';

/**
 * What a killed start left behind: a server that still runs on this data is stopped, and a `postmaster.pid` whose number
 * belongs to something else by now, for which PostgreSQL would refuse to start, is removed. The caller holds the lock.
 */
export async function endLeftover(data: string): Promise<void> {
  const path = join(data, 'postmaster.pid');
  const pid = (await readPid(path))?.pid;
  if (pid === undefined || !isAlive(pid)) return;
  if (!(await runsOn(pid, data))) {
    await rm(path, { force: true });
    return;
  }
  const beganMs = performance.now();
  for (const [signal, patienceMs] of endings) {
    if (!signalled(pid, signal)) return;
    const untilMs = performance.now() + patienceMs;
    while (isAlive(pid) && performance.now() < untilMs) await sleep(20);
    if (!isAlive(pid)) return;
  }
  const seconds = Math.round((performance.now() - beganMs) / 1_000);
  throw errors.embedded_in_use(
    `process ${pid} still runs PostgreSQL on ${data}, ${seconds} s after it was told to end`,
    { file: path },
  );
}

/** First with a checkpoint, then without one, which the next start makes up for. */
const endings = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 20_000],
] as const;

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** What `postmaster.pid` of a data directory says; its eighth line is the state. `undefined` when there is none. */
export async function readPid(path: string): Promise<{ pid: number; state: string | undefined } | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, state: lines[7]?.trim() } : undefined;
}
