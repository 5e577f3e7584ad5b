/** Who holds the write lock of an index folder. Readers look here too, so nothing stands here that only writers need. */
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../osv/fault.ts';

/** The lock in its folder; it holds a `Holder` as JSON. */
export const lockName = 'writer.lock';
/** A holder on another machine, or in another container, that gave no sign for this long is taken for dead. */
const silentMs = 15 * 60_000;
/** What was created and not filled for this long was left by a killed process, in milliseconds. */
export const breakingMs = 30_000;

/** A process, told from a later one with its number. */
export interface Holder {
  readonly nonce: string;
  readonly pid: number;
  readonly started: string;
  readonly host: string;
}

/** Whether a living writer holds the lock of a folder. */
export function isBeingWritten(dir: string): boolean {
  const path = join(dir, lockName);
  try {
    const text = readIfThere(path);
    return text !== undefined && !isDead(text, path);
  } catch (error) {
    // Another user's, who lets nobody read it: it is there.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return true;
    throw error;
  }
}

/** Whether the writer that left this text has ended; `path` tells its last sign of life. */
export function isDead(text: string, path: string): boolean {
  const holder = parseHolder(text);
  // An empty or torn lock file is a writer between creating and filling it, or one killed right there.
  if (holder === undefined) return ageOf(path) > breakingMs;
  if (holder.host !== hostname()) return ageOf(path) > silentMs;
  return !isAlive(holder.pid) || (holder.started !== '' && startOf(holder.pid) !== holder.started);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Start time of a process in clock ticks, where the system tells it (Linux); tells a reused pid from its old owner. */
export function startOf(pid: number): string {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** The text of a file, or `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // ESRCH: what proc(5) tells of a process that ends while it is read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Milliseconds since the last sign of life; 0 where there is no such file. */
export function ageOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 0 : Date.now() - stat.mtimeMs;
}

/** Reads what a lock file holds; `undefined` where it is empty or torn. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) && typeof parsed.pid === 'number' ? (parsed as unknown as Holder) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
