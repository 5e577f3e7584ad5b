import { inside } from '../bubblewrap-arguments.ts';
import type { SandboxLimits, ToolMount } from '../types.ts';

/** Label by which containers of runs are found again; its value is the process that made them. */
export const runLabel = 'maximus.arena.process';

/** What one container is made of. */
export interface ContainerParts {
  readonly name: string;
  /** `name@sha256:…` */
  readonly image: string;
  readonly user: string;
  readonly workFolder: string;
  readonly folder: string;
  readonly mounts: readonly ToolMount[];
  /** The proxy's Unix socket, where the step has a way out. */
  readonly proxySocket?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly descriptors: number;
}

const cpus = 2;
/** A tenth of what any other process on the machine is given, when both want it. */
const cpuShares = 102;

/**
 * The arguments of `docker run` or `podman run` for one command (arena.md §2): not root, a read-only root, every capability
 * dropped, no new privileges, the engine's default seccomp, no network but its own loopback, and of the machine only the work
 * folder, with the socket of the way out where there is one.
 */
export function containerArguments(parts: ContainerParts, command: readonly string[]): string[] {
  const { limits } = parts;
  const env = Object.entries(parts.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const bind = (from: string, at: string, readOnly: boolean): string[] => [
    '--mount',
    `type=bind,source=${from},target=${at}${readOnly ? ',readonly' : ''}`,
  ];
  const temporary = Math.min(limits.diskBytes, 1 << 30);
  return [
    'run',
    '--rm',
    '--init',
    '--pull=never',
    `--name=${parts.name}`,
    `--label=${runLabel}=${process.pid}`,
    `--user=${parts.user}`,
    '--network=none',
    '--hostname=arena',
    '--read-only',
    '--cap-drop=ALL',
    '--security-opt=no-new-privileges',
    `--pids-limit=${limits.processes}`,
    `--memory=${limits.memoryBytes}`,
    `--memory-swap=${limits.memoryBytes}`,
    `--cpus=${cpus}`,
    `--cpu-shares=${cpuShares}`,
    `--ulimit=nofile=${parts.descriptors}:${parts.descriptors}`,
    '--ulimit=core=0',
    '--tmpfs',
    `/tmp:rw,exec,nosuid,nodev,mode=1777,size=${temporary}`,
    '--tmpfs',
    `${inside.home}:rw,exec,nosuid,nodev,mode=1777,size=${temporary}`,
    ...bind(parts.workFolder, inside.job, false),
    ...parts.mounts.flatMap(({ from, at }) => bind(from, at, true)),
    ...(parts.proxySocket === undefined ? [] : bind(parts.proxySocket, inside.proxySocket, false)),
    `--workdir=${parts.folder === '' ? inside.job : `${inside.job}/${parts.folder}`}`,
    ...env,
    '--entrypoint',
    command[0] ?? '',
    parts.image,
    ...command.slice(1),
  ];
}
