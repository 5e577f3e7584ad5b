import { createGoProxy, httpGet } from '../registries/index.ts';
import { ask, onPath, parsedObject } from './find-tool.ts';
import { mayAsk } from './may-ask.ts';
import { nothing } from './nothing.ts';
import { openOnce } from './open-once.ts';
import type { Toolchain, ToolchainInput } from './types.ts';

/** The Go command, with the module proxies and the checksum database of its environment. */
export async function goToolchain(input: ToolchainInput): Promise<Toolchain> {
  const program = onPath('go', input);
  if (program === undefined) return nothing('go, whose settings name the module proxy, is not on PATH');
  const names = ['GOPROXY', 'GOSUMDB', 'GOROOT', 'GOVERSION'];
  const text = await ask(program, ['env', '-json', ...names], { keep: /^GO/ }, input);
  const { GOPROXY: set, GOSUMDB: sums, GOROOT: root, GOVERSION: version } = parsedObject(text ?? '');
  const proxies = input.registries?.get('Go') ?? set;
  if (typeof proxies !== 'string' || typeof root !== 'string' || typeof version !== 'string') {
    return nothing('go does not tell its settings');
  }
  const credentials = new Map<string, string>();
  const isAsked = mayAsk([...proxies.split(/[,|]/), ...(input.allowed ?? [])]);
  const tool = { version: version.replace(/^go/, ''), argv: [`${root}/bin/go`], mounts: [{ from: root, at: root }] };
  return {
    tools: new Map([['go', [tool]]]),
    access: {
      defaultRegistry: proxies,
      credentials,
      settings: new Map(typeof sums === 'string' && sums !== '' ? [['GOSUMDB', sums]] : []),
    },
    openSource: async (_project, _lockFile, opened) =>
      openOnce(opened, 'Go', () => createGoProxy({ proxies, mayAsk: isAsked, credentials, get: httpGet })),
  };
}
