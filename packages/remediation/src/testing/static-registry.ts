import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LoopbackRegistry } from './loopback-registry.ts';

/** What a static registry answers with at a path. */
export interface StaticFile {
  readonly body: string | Buffer;
  readonly type?: string;
  readonly lastModified?: Date;
}

/** A registry on 127.0.0.1 that answers with prepared files, and knows what it was asked. */
export async function staticRegistry(
  filesAt: (address: string) => ReadonlyMap<string, StaticFile>,
): Promise<LoopbackRegistry> {
  const asked: string[] = [];
  let files: ReadonlyMap<string, StaticFile> = new Map();
  const server = createServer((request, answer) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    asked.push(path);
    const file = files.get(path);
    const { lastModified } = file ?? {};
    answer.writeHead(file === undefined ? 404 : 200, {
      'content-type': file?.type ?? 'text/plain',
      ...(lastModified === undefined ? {} : { 'last-modified': lastModified.toUTCString() }),
    });
    answer.end(request.method === 'HEAD' ? undefined : (file?.body ?? 'not found'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  files = filesAt(address);
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
