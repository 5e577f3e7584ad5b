import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { archiveOf, type NpmUniverse, packumentOf, splitLabel } from './npm-universe.ts';

/** A registry on 127.0.0.1 that holds what a test made, and knows what it was asked. */
export interface LoopbackRegistry extends AsyncDisposable {
  readonly address: string;
  /** Paths, in order. */
  readonly asked: readonly string[];
}

/** Serves packuments and archives of a universe (npm registry protocol, the parts that installs use). */
export async function loopbackRegistry(universe: NpmUniverse): Promise<LoopbackRegistry> {
  const asked: string[] = [];
  let address = '';
  const server = createServer((request, answer) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    asked.push(path);
    const archive = Object.keys(universe).find((label) => {
      const { name, version } = splitLabel(label);
      return path === `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    });
    if (archive !== undefined) {
      answer.end(archiveOf(archive, universe[archive] ?? {}).bytes);
      return;
    }
    const document = packumentOf(universe, path, address);
    answer.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(document ?? { error: 'not found' }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    address,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
