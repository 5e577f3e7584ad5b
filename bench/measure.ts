import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One finished process. */
export interface Run {
  /** Wall time from spawn to exit, in milliseconds. */
  readonly wallMs: number;
  /** Peak resident memory in MiB, as the kernel counts it (VmHWM), read every 4 ms while the process runs. */
  readonly peakMiB: number;
  readonly exitCode: number;
  readonly stdout: string;
}

/** A command to time. */
export interface Task {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

function peakOf(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? 0 : Number(line[1]) / 1024;
  } catch (error) {
    // The process ended between two looks.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return 0;
    throw error;
  }
}

/** Runs a command once. */
export function runOnce(task: Task): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = process.hrtime.bigint();
    const child = spawn(task.command, task.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(task.cwd === undefined ? {} : { cwd: task.cwd }),
      env: { ...process.env, NO_COLOR: '1', ...task.environment },
    });
    let peakMiB = 0;
    let stdout = '';
    const look = setInterval(() => {
      if (child.pid !== undefined) peakMiB = Math.max(peakMiB, peakOf(child.pid));
    }, 4);
    child.stdout.on('data', (chunk: Buffer) => {
      if (stdout.length < 1_000_000) stdout += chunk.toString();
    });
    child.stderr.resume();
    child.on('error', reject);
    let wallMs = 0;
    let exitCode = -1;
    child.on('exit', (code) => {
      wallMs = Number(process.hrtime.bigint() - start) / 1e6;
      clearInterval(look);
      exitCode = code ?? -1;
    });
    child.on('close', () => resolve({ wallMs, peakMiB, exitCode, stdout }));
  });
}

/** Median, and the spread, of a command run `times` times, interleaved with the others so that noise falls on all alike. */
export interface Series {
  readonly name: string;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly peakMiB: number;
  /** Every exit code that was seen; -1 for a process that a signal ended. */
  readonly exitCodes: readonly number[];
  readonly runs: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

/** Runs every task once to warm caches, then `times` rounds of all of them. */
export async function series(tasks: readonly Task[], times: number): Promise<readonly Series[]> {
  const runs = new Map<string, Run[]>(tasks.map((task) => [task.name, []]));
  for (const task of tasks) await runOnce(task);
  for (let round = 0; round < times; round++) {
    for (const task of tasks) runs.get(task.name)?.push(await runOnce(task));
  }
  return [...runs].map(([name, list]) => {
    const walls = list.map((run) => run.wallMs);
    return {
      name,
      medianMs: median(walls),
      minMs: Math.min(...walls),
      maxMs: Math.max(...walls),
      peakMiB: Math.max(...list.map((run) => run.peakMiB)),
      exitCodes: [...new Set(list.map((run) => run.exitCode))].sort((a, b) => a - b),
      runs: list.length,
    };
  });
}
