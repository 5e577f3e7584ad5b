import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Whether a process with this id runs, whoever owns it. One that has ended does not, also while its entry stays because no parent
 * asks for it, as in a container whose first process is no init.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in clock ticks, where the system tells it (Linux); tells a reused id from its old owner. */
export async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(absent);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/**
 * Whether a process is the PostgreSQL of a data directory: on Linux by the folder it works in, elsewhere by its command line. What
 * the system does not tell of a process is not ours: ours run as this user, or this user is root.
 */
export async function runsOn(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(absent);
    const here = await realpath(data).catch(absent);
    return folder !== undefined && folder === here;
  }
  // There the name of its shared memory keeps a second PostgreSQL from the data.
  if (process.platform === 'win32') return false;
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return stdout.includes(` -D ${data} `);
  } catch (error) {
    // It says so with its exit code when there is no such process.
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}

function hasEnded(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return stateIn(readFileSync(`/proc/${pid}/stat`, 'utf8')) === 'Z';
  } catch (error) {
    // Hidden from this user, or gone since it was asked for, which the next look tells.
    absent(error as NodeJS.ErrnoException);
    return false;
  }
}

function stateIn(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0];
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(error.code ?? '')) return undefined;
  throw error;
}
