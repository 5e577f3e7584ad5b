import { createGoProxy, httpGet } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';
import { ask, onPath, parsedObject } from './find-tool.ts';
import { nothing } from './machine-of.ts';
import { mayAsk } from './may-ask.ts';
import type { Machine } from './types.ts';

/** The Go command as the user has it, with the module proxies and the checksum database of the user's environment. */
export async function goMachine(io: CommandIo, emptyFolder: string): Promise<Machine> {
  const program = onPath('go', io);
  if (program === undefined) return nothing('go, whose settings name the module proxy, is not on PATH');
  const text = await ask(
    program,
    ['env', '-json', 'GOPROXY', 'GOSUMDB', 'GOROOT', 'GOVERSION'],
    /^GO/,
    emptyFolder,
    io,
  );
  const { GOPROXY: proxies, GOSUMDB: sums, GOROOT: root, GOVERSION: version } = parsedObject(text ?? '');
  if (typeof proxies !== 'string' || typeof root !== 'string' || typeof version !== 'string') {
    return nothing('go does not tell its settings');
  }
  const credentials = new Map<string, string>();
  const source = createGoProxy({ proxies, mayAsk: mayAsk(proxies.split(/[,|]/)), credentials, get: httpGet });
  const tool = { version: version.replace(/^go/, ''), argv: [`${root}/bin/go`], mounts: [{ from: root, at: root }] };
  return {
    tools: new Map([['go', [tool]]]),
    access: {
      defaultRegistry: proxies,
      credentials,
      settings: new Map(typeof sums === 'string' && sums !== '' ? [['GOSUMDB', sums]] : []),
    },
    sourceFor: async () => source,
  };
}
