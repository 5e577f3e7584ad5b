import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inside } from './bubblewrap-arguments.ts';
import { runFolderPrefix } from './run-folder.ts';
import type { CommandResult, Sandbox, SandboxCommand } from './types.ts';
import { watch } from './watcher.ts';
import { yieldProcessor } from './yield-processor.ts';

/**
 * Level `static` on a machine without bubblewrap: package managers whose manifest is data, in their own process group with a
 * private home and an empty environment. It keeps nobody out of the machine, so nothing of a project's ever runs in it, and the
 * network is what the machine has.
 */
export function createPlainSandbox(): Sandbox {
  return {
    level: 'static',
    isolation:
      'none beyond a private home and an empty environment; nothing of the project runs; limits held by a watcher',
    run: runPlain,
  };
}

async function runPlain(command: SandboxCommand): Promise<CommandResult> {
  const root = await mkdtemp(join(tmpdir(), runFolderPrefix()));
  const home = join(root, 'home');
  await mkdir(home, { mode: 0o700 });
  // There is no `/job` here: what names it means the work folder.
  const place = (text: string): string => text.replaceAll(`${inside.job}/`, `${command.workFolder}/`);
  const [program = '', ...args] = command.argv.map(place);
  const env = Object.fromEntries(Object.entries(command.env).map(([name, value]) => [name, place(value)]));
  try {
    const child = spawn(program, args, {
      cwd: join(command.workFolder, command.folder ?? ''),
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        HOME: home,
        TMPDIR: home,
        LANG: 'C.UTF-8',
        CI: '1',
        TZ: 'UTC',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    yieldProcessor(child);
    const result = await watch(child, {
      limits: command.limits,
      folders: [command.workFolder, home],
      contacts: [],
      watchProcesses: process.platform === 'linux',
      ...(command.signal === undefined ? {} : { signal: command.signal }),
      end: (signal) => (signal === 'SIGTERM' ? void child.kill(signal) : killGroup(child.pid)),
    });
    // What let go of its output ends with it all the same.
    killGroup(child.pid);
    return result;
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // A group that is gone already needs no kill.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
