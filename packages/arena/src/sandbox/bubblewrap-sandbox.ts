import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { SandboxLevel } from '@maximus/contracts';
import { bubblewrapArguments, type Confinement } from './bubblewrap-arguments.ts';
import { couldNotStart } from './could-not-start.ts';
import type { EgressProxy } from './egress-proxy.ts';
import { giveTree, makeRunFolder, type RunFolder } from './run-folder.ts';
import { gatedCommand, gateStdio, keepGate } from './start-gate.ts';
import type { CommandResult, Sandbox, SandboxCommand } from './types.ts';
import { releaseUid, takeUid } from './uid-pool.ts';
import { watch } from './watcher.ts';
import { descriptors, environment, forwarderCommand, openWayOut, relayTools } from './way-out.ts';
import { yieldingCommand } from './yield-processor.ts';

/** What a bubblewrap sandbox is made with. */
export interface BubblewrapOptions {
  readonly level: Extract<SandboxLevel, 'process' | 'static'>;
  /** Of this process; root gives each run a user of its own. */
  readonly isRoot: boolean;
}

const sharedEtc = [
  '/etc/ssl',
  '/etc/ca-certificates',
  '/etc/alternatives',
  '/etc/java-17-openjdk',
  '/etc/java-21-openjdk',
];

/** Runs commands in namespaces of their own (arena.md §2, level `process`, and `static` where bubblewrap is installed). */
export function createBubblewrapSandbox({ level, isRoot }: BubblewrapOptions): Sandbox {
  return {
    level,
    isolation:
      'bubblewrap: own user, mount, pid, IPC and network namespaces, system read-only, private home, empty environment' +
      `${isRoot ? ', a user id of its own' : ''}; memory, processes, output and disk held by a watcher; CPU not limited`,
    run: (command) => runShutIn(command, isRoot),
  };
}

async function runShutIn(command: SandboxCommand, isRoot: boolean): Promise<CommandResult> {
  const uid = isRoot ? takeUid() : undefined;
  if (isRoot && uid === undefined) return couldNotStart('every user id for sandboxed runs is in use');
  let folder: RunFolder | undefined;
  let proxy: EgressProxy | undefined;
  try {
    folder = await makeRunFolder(uid);
    if (uid !== undefined) await giveTree(command.workFolder, uid);
    proxy = await openWayOut(command, folder, uid);
    const [program = '', ...args] = await commandLine(command, folder, proxy, uid);
    const child = spawn(program, args, { env: {}, stdio: ['ignore', 'pipe', 'pipe', gateStdio], cwd: folder.root });
    const gate = keepGate(child);
    const result = await watch(child, {
      limits: command.limits,
      folders: [command.workFolder, folder.home],
      contacts: proxy?.contacts ?? [],
      watchProcesses: true,
      ...(command.signal === undefined ? {} : { signal: command.signal }),
      // The first process of the namespace dies with its parent, and everything in the namespace with it.
      end: (signal) => gate.end(signal),
    });
    // What let go of its output may still be at work: nobody else is given its user or the folder before it has ended.
    await gate.ended();
    return refusedToStart(result, command) ?? result;
  } finally {
    await proxy?.close();
    try {
      if (uid !== undefined) await giveTree(command.workFolder, process.getuid?.() ?? 0);
    } finally {
      if (uid !== undefined) releaseUid(uid);
      await folder?.remove();
    }
  }
}

async function commandLine(
  command: SandboxCommand,
  folder: RunFolder,
  proxy: EgressProxy | undefined,
  uid: number | undefined,
): Promise<string[]> {
  const relay = proxy === undefined ? [] : forwarderCommand(command);
  const confinement: Confinement = {
    workFolder: command.workFolder,
    homeFolder: folder.home,
    etcFolder: folder.etc,
    etcFiles: folder.etcFiles,
    sharedEtc: sharedEtc.filter((path) => existsSync(path)),
    tools: [...command.tools, ...(proxy === undefined ? [] : await relayTools(folder))],
    ...(proxy === undefined ? {} : { proxySocket: proxy.socketPath }),
    folder: command.folder ?? '',
    temporaryBytes: Math.min(command.limits.diskBytes, 1 << 30),
  };
  const gated = gatedCommand(environment(command, proxy !== undefined), [...relay, ...command.argv]);
  const limits = ['prlimit', '--core=0', `--nofile=${descriptors}`, '--'];
  const owner =
    uid === undefined
      ? []
      : // Twice the limit, so that the watcher, which says why, comes first and the kernel only stops what outruns it.
        [
          'prlimit',
          `--nproc=${command.limits.processes * 2}`,
          '--',
          'setpriv',
          `--reuid=${uid}`,
          `--regid=${uid}`,
          '--clear-groups',
          '--no-new-privs',
          '--',
        ];
  return [...yieldingCommand, ...limits, ...owner, 'bwrap', ...bubblewrapArguments(confinement, gated)].map(absolute);
}

/** The helpers by their full path: the environment they start with is empty. */
function absolute(word: string, at: number, words: readonly string[]): string {
  const isProgram = at === 0 || words[at - 1] === '--';
  return isProgram && ['nice', 'prlimit', 'setpriv', 'bwrap'].includes(word) ? `/usr/bin/${word}` : word;
}

/** Of `env`, for a program that is not there (env(1)). */
const missingExit = 127;
const ourWords = /^(?:bwrap|maximus-forwarder): /;

/** What bubblewrap and the forwarder say before anything runs is about this machine, not about the command. */
function refusedToStart(result: CommandResult, { argv: [program = ''] }: SandboxCommand): CommandResult | undefined {
  if (result.end !== 'exited' || result.exitCode === 0) return undefined;
  const line = result.output.head.split('\n', 1)[0] ?? '';
  const isMissing = result.exitCode === missingExit && line.startsWith('/usr/bin/env: ') && line.includes(program);
  if (!ourWords.test(line) && !isMissing) return undefined;
  return {
    ...result,
    end: 'could-not-start',
    exitCode: null,
    reason: `it could not be shut in: ${line.slice(0, 300)}`,
  };
}
