import { chmod, chown, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inside, insideProxyPort } from './bubblewrap-arguments.ts';
import { type EgressProxy, startEgressProxy } from './egress-proxy.ts';
import { forwarderSource } from './forwarder-source.ts';
import type { RunFolder } from './run-folder.ts';
import type { HostPort, SandboxCommand, ToolMount } from './types.ts';

const insideForwarder = '/opt/maximus/forwarder.mjs';
/** Open files of one process (arena.md §10). */
export const descriptors = 4_096;

/** Starts the proxy of a command that may fetch, for the user that runs it; nothing where it may not. */
export async function openWayOut(
  command: SandboxCommand,
  folder: RunFolder,
  uid: number | undefined,
): Promise<EgressProxy | undefined> {
  if (command.network === 'none') return undefined;
  const socket = join(folder.root, 'egress.sock');
  const proxy = await startEgressProxy(socket, command.network.allow);
  await chmod(socket, 0o600);
  if (uid !== undefined) await chown(socket, uid, uid);
  return proxy;
}

/** What goes before a command that has a way out: the program that leads from the inner loopback to the proxy. */
export function forwarderCommand({ network }: SandboxCommand): string[] {
  const allow: readonly HostPort[] = network === 'none' ? [] : network.allow;
  const loopback = allow.filter(({ host }) => host === '127.0.0.1' || host === 'localhost').map(({ port }) => port);
  return [inside.node, insideForwarder, inside.proxySocket, String(insideProxyPort), loopback.join(','), '--'];
}

/** What that program needs inside. */
export async function relayTools(folder: RunFolder): Promise<ToolMount[]> {
  const forwarder = join(folder.root, 'forwarder.mjs');
  await writeFile(forwarder, forwarderSource, { mode: 0o644 });
  return [
    { from: await realpath(process.execPath), at: inside.node },
    { from: forwarder, at: insideForwarder },
  ];
}

/** What every command is given (arena.md §2), its own variables, and the way out where there is one. */
export function environment({ env }: SandboxCommand, hasProxy: boolean): Record<string, string> {
  const proxy = `http://127.0.0.1:${insideProxyPort}`;
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: inside.home,
    TMPDIR: '/tmp',
    LANG: 'C.UTF-8',
    CI: '1',
    TZ: 'UTC',
    ...(hasProxy
      ? {
          HTTP_PROXY: proxy,
          HTTPS_PROXY: proxy,
          http_proxy: proxy,
          https_proxy: proxy,
          NO_PROXY: '127.0.0.1,localhost',
        }
      : {}),
    ...env,
  };
}
