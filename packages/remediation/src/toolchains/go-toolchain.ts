import { createGoProxy, httpGet } from '../registries/index.ts';
import { ask, onPath, parsedObject } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

/** The Go command, with the module proxies and the checksum database of its environment. */
export async function goToolchain(input: ToolchainInput): Promise<Toolchain> {
  const program = onPath('go', input);
  const named = input.registries?.get('Go');
  if (program === undefined && named === undefined)
    return nothing('go, whose settings name the module proxy, is not on PATH');
  const names = ['GOPROXY', 'GOSUMDB', 'GOROOT', 'GOVERSION'];
  const text =
    program === undefined ? undefined : await ask(program, ['env', '-json', ...names], { keep: /^GO/ }, input);
  const { GOPROXY: set, GOSUMDB: sums, GOROOT: root, GOVERSION: version } = parsedObject(text ?? '');
  const proxies = named ?? set;
  if (typeof proxies !== 'string') return nothing('go does not tell its settings');
  const tool =
    typeof root === 'string' && typeof version === 'string'
      ? { version: version.replace(/^go/, ''), argv: [`${root}/bin/go`], mounts: [{ from: root, at: root }] }
      : undefined;
  const credentials = new Map<string, string>();
  const isAsked = mayAsk([...proxies.split(/[,|]/), ...(input.allowed ?? [])]);
  return {
    tools: new Map(tool === undefined ? [] : [['go', [tool]]]),
    access: {
      defaultRegistry: proxies,
      credentials,
      settings: new Map(typeof sums === 'string' && sums !== '' ? [['GOSUMDB', sums]] : []),
    },
    openSource: async (_project, _lockFile, opened) =>
      openOnce(opened, 'Go', () => createGoProxy({ proxies, mayAsk: isAsked, credentials, get: httpGet })),
  };
}
