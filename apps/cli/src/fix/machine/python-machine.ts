import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { createPypiIndex, httpGet, type InstalledTool } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';
import { ask, isReachable, onPath } from './find-tool.ts';
import { nothing } from './machine-of.ts';
import { mayAsk } from './may-ask.ts';
import type { Machine } from './types.ts';

const keep = /^(?:PIP_|UV_|POETRY_)/;

/** Python's tools as the user has them, and the package index that pip is set to. */
export async function pythonMachine(io: CommandIo, emptyFolder: string): Promise<Machine> {
  const python = [onPath('python3', io), '/usr/bin/python3'].find((each) => each !== undefined && isReachable(each));
  if (python === undefined) return nothing('python3, whose pip names the package index, is not installed');
  const said = (...args: string[]) => ask(python, args, keep, emptyFolder, io);
  const index = indexIn(io, await said('-m', 'pip', 'config', 'list'), await said('-m', 'pip', 'install', '--help'));
  if (index === undefined) return nothing('pip does not tell its package index');
  const tools = new Map<string, readonly InstalledTool[]>();
  const prefix = (await said('-c', 'import sys; print(sys.prefix)'))?.trim() ?? '';
  const isSystem = prefix === '' || prefix.startsWith('/usr');
  const mounts = isSystem ? [] : [{ from: prefix, at: prefix }];
  const program = isSystem ? realpathSync(python) : `${prefix}/bin/python3`;
  for (const [id, module] of [
    ['pip', 'pip'],
    ['pip-tools', 'piptools'],
    ['poetry', 'poetry'],
  ] as const) {
    const version = versionIn(await said('-m', module, '--version'));
    if (version !== undefined) tools.set(id, [{ version, argv: [program], mounts }]);
  }
  const uv = await binary('uv', emptyFolder, io);
  if (uv !== undefined) tools.set('uv', [uv]);
  const isAsked = mayAsk([index]);
  const source = createPypiIndex({ indexes: [index], mayAsk: isAsked, credentials: new Map(), get: httpGet });
  const archiveHosts = (await archiveHostsOf(index)).filter((each) => isAsked(new URL(each)));
  return {
    tools,
    access: { defaultRegistry: index, credentials: new Map(), archiveHosts },
    sourceFor: async () => source,
  };
}

const maxPageBytes = 16 << 20;
const mostHosts = 5;

/** Where an index has its archives, as its page of pip itself says: often another host than its own (PEP 503). */
async function archiveHostsOf(index: string): Promise<readonly string[]> {
  const url = new URL('pip/', index.replace(/\/?$/, '/'));
  const headers = { accept: 'text/html' };
  const answer = await httpGet({ url: url.href, headers, maxBytes: maxPageBytes, timeoutMs: 30_000 });
  if (answer.state === 'failed' || answer.status !== 200) return [];
  const links = Buffer.from(answer.body)
    .toString('utf8')
    .matchAll(/href="(https?:\/\/[^"/]{1,255}\/)/g);
  const hosts = new Set([...links].map(([, origin = '']) => origin).filter((origin) => URL.canParse(origin)));
  hosts.delete(`${url.origin}/`);
  return [...hosts].slice(0, mostHosts);
}

/** What the user set, else the default that pip itself prints in its help. */
function indexIn(io: CommandIo, settings: string | undefined, help: string | undefined): string | undefined {
  const set = /^(?:global|install|:env:)\.index-url='([^']+)'/m.exec(settings ?? '')?.[1];
  const standard = /--index-url.*?\(default\s+(https?:\/\/[^\s)]+)\)/s.exec(help ?? '')?.[1];
  const named = io.environment['PIP_INDEX_URL'] ?? set ?? standard;
  return named !== undefined && URL.canParse(named) ? named : undefined;
}

async function binary(name: string, cwd: string, io: CommandIo): Promise<InstalledTool | undefined> {
  const program = onPath(name, io);
  if (program === undefined) return undefined;
  const version = versionIn(await ask(program, ['--version'], keep, cwd, io));
  if (version === undefined) return undefined;
  const real = realpathSync(program);
  const folder = dirname(real);
  return { version, argv: [real], mounts: real.startsWith('/usr/') ? [] : [{ from: folder, at: folder }] };
}

function versionIn(text: string | undefined): string | undefined {
  return /\d+(?:\.\d+)+/.exec(text ?? '')?.[0];
}
