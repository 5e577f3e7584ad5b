import type { ToolMount } from './types.ts';

/** Places inside the sandbox. */
export const inside = {
  job: '/job',
  home: '/home/job',
  proxySocket: '/run/egress.sock',
  node: '/opt/maximus/node',
} as const;

/** Port of the proxy on the sandbox's own loopback; nothing else listens there. */
export const insideProxyPort = 3128;

/** What one sandbox is made of. */
export interface Confinement {
  readonly workFolder: string;
  /** Private home, made for the run. */
  readonly homeFolder: string;
  /** Small files such as `hosts` and `passwd`, seen in `/etc`. */
  readonly etcFolder: string;
  readonly etcFiles: readonly string[];
  /** Folders of the machine's `/etc` that programs need: certificates, alternatives. */
  readonly sharedEtc: readonly string[];
  readonly tools: readonly ToolMount[];
  readonly proxySocket?: string;
  readonly folder: string;
  readonly temporaryBytes: number;
}

/**
 * The arguments of bubblewrap for one command: every namespace of its own, the system read-only, the work folder, home
 * and temporary folder writable, no environment, no new namespaces inside, and an end with its parent.
 */
export function bubblewrapArguments(confinement: Confinement, command: readonly string[]): string[] {
  return [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-net',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    '--hostname',
    'arena',
    '--ro-bind',
    '/usr',
    '/usr',
    '--symlink',
    'usr/bin',
    '/bin',
    '--symlink',
    'usr/sbin',
    '/sbin',
    '--symlink',
    'usr/lib',
    '/lib',
    '--symlink',
    'usr/lib64',
    '/lib64',
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--size',
    String(confinement.temporaryBytes),
    '--tmpfs',
    '/tmp',
    ...confinement.sharedEtc.flatMap((path) => ['--ro-bind', path, path]),
    ...confinement.etcFiles.flatMap((name) => ['--ro-bind', `${confinement.etcFolder}/${name}`, `/etc/${name}`]),
    ...confinement.tools.flatMap(({ from, at }) => ['--ro-bind', from, at]),
    ...(confinement.proxySocket === undefined ? [] : ['--bind', confinement.proxySocket, inside.proxySocket]),
    '--bind',
    confinement.homeFolder,
    inside.home,
    '--bind',
    confinement.workFolder,
    inside.job,
    '--chdir',
    confinement.folder === '' ? inside.job : `${inside.job}/${confinement.folder}`,
    '--clearenv',
    '--',
    ...command,
  ];
}
