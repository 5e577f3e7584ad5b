import { realpathSync } from 'node:fs';
import type { InstalledTool } from '../package-managers/types.ts';
import { createPypiIndex, httpGet } from '../registries/index.ts';
import { ask, binaryTool, isReachable, onPath, versionIn } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

const keep = /^(?:PIP_|UV_|POETRY_)/;
const maxPageBytes = 16 << 20;
const mostHosts = 5;

/** Python's tools, and the package index that pip is set to. */
export async function pythonToolchain(input: ToolchainInput): Promise<Toolchain> {
  const python = [onPath('python3', input), '/usr/bin/python3'].find((each) => each !== undefined && isReachable(each));
  const named = input.registries?.get('PyPI');
  if (python === undefined && named === undefined)
    return nothing('python3, whose pip names the package index, is not installed');
  const said = async (...args: string[]) => (python === undefined ? undefined : ask(python, args, { keep }, input));
  const index = named ?? (await indexOf(said, input));
  if (index === undefined) return nothing('pip does not tell its package index');
  const isAsked = mayAsk([index, ...(input.allowed ?? [])]);
  const credentials = new Map<string, string>();
  const archiveHosts = (await archiveHostsOf(index)).filter((each) => isAsked(new URL(each)));
  return {
    tools: python === undefined ? new Map() : await toolsOf(python, said, input),
    access: { defaultRegistry: index, credentials, archiveHosts },
    openSource: async (_project, _lockFile, opened) =>
      openOnce(opened, 'PyPI', () => createPypiIndex({ indexes: [index], mayAsk: isAsked, credentials, get: httpGet })),
  };
}

type Said = (...args: string[]) => Promise<string | undefined>;

async function toolsOf(
  python: string,
  said: Said,
  input: ToolchainInput,
): Promise<ReadonlyMap<string, readonly InstalledTool[]>> {
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
  const uv = onPath('uv', input);
  const version = uv === undefined ? undefined : versionIn(await ask(uv, ['--version'], { keep }, input));
  if (uv !== undefined && version !== undefined) tools.set('uv', [binaryTool(uv, version, input)]);
  return tools;
}

/** What is set, else the default that pip itself prints in its help. */
async function indexOf(said: Said, { environment }: ToolchainInput): Promise<string | undefined> {
  const settings = await said('-m', 'pip', 'config', 'list');
  const help = await said('-m', 'pip', 'install', '--help');
  const set = /^(?:global|install|:env:)\.index-url='([^']+)'/m.exec(settings ?? '')?.[1];
  const standard = /--index-url.*?\(default\s+(https?:\/\/[^\s)]+)\)/s.exec(help ?? '')?.[1];
  const named = environment['PIP_INDEX_URL'] ?? set ?? standard;
  return named !== undefined && URL.canParse(named) ? named : undefined;
}

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
