import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { couldNotStart } from '../could-not-start.ts';
import type { EgressProxy } from '../egress-proxy.ts';
import { giveTree, isAlive, makeRunFolder, type RunFolder } from '../run-folder.ts';
import type { CommandResult, Sandbox, SandboxCommand } from '../types.ts';
import { releaseUid, takeUid } from '../uid-pool.ts';
import { watch } from '../watcher.ts';
import { descriptors, environment, forwarderCommand, openWayOut, relayTools } from '../way-out.ts';
import { containerArguments, runLabel } from './container-arguments.ts';

/** What a container sandbox is made with. */
export interface ContainerOptions {
  readonly client: 'docker' | 'podman';
  /** Pinned by digest: `name@sha256:…` or `sha256:…`; never pulled here. */
  readonly image: string;
  /** What the client finds its engine by. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of this process; root gives each run a user of its own. */
  readonly isRoot: boolean;
}

/** What the client says of an image that is not on the machine, or of an engine that went away. */
const engineFault =
  /No such image|image not known|unable to find image|manifest unknown|Cannot connect to the Docker daemon|is the docker daemon running|error during connect/i;
/** Exit codes of the client itself: the engine failed, or the program cannot be started. */
const engineExit = 125;
/** 128 + SIGKILL: with a memory limit set, that of the engine. */
const killedExit = 137;
/** By the digest that a registry gave, or by the digest of the image itself, which an image that was loaded has only. */
const pinned = /^(?:[\w./:-]{1,200}@)?sha256:[0-9a-f]{64}$/;

/** Runs each command in a container of its own through the engine's command-line client (arena.md §2, level `container`). */
export function createContainerSandbox(options: ContainerOptions): Sandbox {
  return {
    level: 'container',
    isolation:
      `${options.client}, image ${options.image}: not root, read-only root, no capabilities, no new privileges, default ` +
      'seccomp, no network but the way to the registries; memory, processes and CPU held by the engine, output and disk by a watcher',
    run: (command) => runContained(command, options),
  };
}

async function runContained(
  command: SandboxCommand,
  { client, image, isRoot, environment: env }: ContainerOptions,
): Promise<CommandResult> {
  if (!pinned.test(image)) return couldNotStart(`the image "${image.slice(0, 200)}" is not pinned by digest`);
  const uid = isRoot ? takeUid() : undefined;
  if (isRoot && uid === undefined) return couldNotStart('every user id for sandboxed runs is in use');
  const user = uid ?? process.getuid?.() ?? 65_534;
  const name = `maximus-arena-${process.pid}-${randomUUID()}`;
  let folder: RunFolder | undefined;
  let proxy: EgressProxy | undefined;
  try {
    folder = await makeRunFolder(uid);
    if (uid !== undefined) await giveTree(command.workFolder, uid);
    proxy = await openWayOut(command, folder, uid);
    const relay = proxy === undefined ? [] : forwarderCommand(command);
    const args = containerArguments(
      {
        name,
        image,
        user: `${user}:${user}`,
        workFolder: command.workFolder,
        folder: command.folder ?? '',
        mounts: [...command.tools, ...(proxy === undefined ? [] : await relayTools(folder))],
        ...(proxy === undefined ? {} : { proxySocket: proxy.socketPath }),
        env: environment(command, proxy !== undefined),
        limits: command.limits,
        descriptors,
      },
      [...relay, ...command.argv],
    );
    const child = spawn(client, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const result = await watch(child, {
      limits: command.limits,
      folders: [command.workFolder],
      contacts: proxy?.contacts ?? [],
      watchProcesses: false,
      ...(command.signal === undefined ? {} : { signal: command.signal }),
      end: (signal) => {
        if (signal === 'SIGTERM') return void child.kill(signal);
        const endClient = () => void child.kill('SIGKILL');
        // Whether or not the engine answers, the client ends; what is left of the container is removed below.
        removeContainer(client, name, env).then(endClient, endClient);
      },
    });
    // The client may have ended before its container: nothing of it may stay.
    if (result.end !== 'exited' && result.end !== 'could-not-start') await removeContainer(client, name, env);
    return inWords(result, command);
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

function inWords(result: CommandResult, { limits }: SandboxCommand): CommandResult {
  if (result.end !== 'exited') return result;
  if (result.exitCode === engineExit || (result.exitCode !== 0 && engineFault.test(result.output.head))) {
    const line = result.output.head.split('\n').find((each) => each.trim() !== '') ?? '';
    return { ...result, end: 'could-not-start', exitCode: null, reason: `the engine refused: ${line.slice(0, 300)}` };
  }
  if (result.exitCode !== killedExit) return result;
  const reason = `it was killed, most likely past ${Math.round(limits.memoryBytes / 2 ** 20)} MiB of memory`;
  return { ...result, end: 'memory-limit', exitCode: null, reason };
}

async function removeContainer(client: string, name: string, env: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(client, ['rm', '--force', name], { env, timeout: 30_000 }).catch(
    (error: NodeJS.ErrnoException & { stderr?: string }) => {
      // One that is gone already is what was wanted.
      if (!/no such container|no container with/i.test(error.stderr ?? '')) throw error;
    },
  );
}

/** Removes the containers of processes that are gone; returns how many. Called once at start (arena.md §10). */
export async function sweepContainers({
  client,
  environment: env,
}: Pick<ContainerOptions, 'client' | 'environment'>): Promise<number> {
  const format = `{{.ID}} {{.Label "${runLabel}"}}`;
  const listed = await promisify(execFile)(
    client,
    ['ps', '--all', '--filter', `label=${runLabel}`, '--format', format],
    {
      env,
      timeout: 30_000,
    },
  );
  const left = listed.stdout.split('\n').map((line) => line.split(' '));
  const gone = left.filter(([id, pid]) => id !== undefined && id !== '' && !isAlive(Number(pid)));
  for (const [id = ''] of gone) await removeContainer(client, id, env);
  return gone.length;
}
