import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { workFolder } from '../testing/work-folder.ts';
import type { SandboxLimits } from './types.ts';
import { type WatchOptions, watch } from './watcher.ts';

const limits: SandboxLimits = {
  timeoutMs: 120_000,
  memoryBytes: 1 << 30,
  processes: 64,
  diskBytes: 64 << 20,
  outputBytes: 4 << 20,
  keptOutputBytes: 1 << 20,
};

function begun(script: string) {
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const options = (folder: string): WatchOptions => ({
    limits,
    folders: [folder],
    contacts: [],
    watchProcesses: false,
    end: (signal) => void child.kill(signal),
  });
  return { child, options };
}

/** Keeps this process from doing anything else. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

it('reads all that was printed, although this process stood still when the command ended', async () => {
  await using folder = await workFolder();
  const { child, options } = begun('head -c 100000 /dev/zero | tr "\\\\0" x; exec >&- 2>&-; sleep 0.2');
  child.stdout.pause();
  const watched = watch(child, options(folder.path));
  child.stdout.pause();
  await once(child, 'exit');
  child.stdout.resume();
  standStill(5_500);
  expect((await watched).output.bytes).toBe(100_000);
});

it('ends a command that it cannot look at, and says what was wrong', async () => {
  const { child, options } = begun('exec sleep 600');
  await expect(watch(child, options('/nowhere/at/all'))).rejects.toThrow('ENOENT');
  expect(child.signalCode).toBe('SIGKILL');
});
