import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WorkFolder, workFolder } from '../testing/work-folder.ts';
import { type EgressProxy, startEgressProxy } from './egress-proxy.ts';

/** A registry that sends as many bytes as it is asked for and closes, and says when it has closed. */
let registry: Server;
const closed = new Set<string>();
/** One that breaks off in the midst of its answer. */
const broken = createServer((_request, answer) => {
  answer.writeHead(200, { 'content-length': '1000' });
  answer.write('half', () => answer.destroy());
});
let folder: WorkFolder;
let proxy: EgressProxy;
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  registry = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (text) => {
      const asked = String(text);
      socket.once('close', () => closed.add(asked));
      socket.end(Buffer.alloc(Number(asked), 'x'));
    });
  });
  for (const server of [registry, broken]) await once(server.listen(0, '127.0.0.1'), 'listening');
  folder = await workFolder();
  const allow = [registry, broken].map((server) => ({ host: '127.0.0.1', port: portOf(server) }));
  proxy = await startEgressProxy(join(folder.path, 'egress.sock'), allow);
});
afterAll(async () => {
  await proxy.close();
  broken.closeAllConnections();
  for (const server of [registry, broken]) await new Promise((done) => server.close(done));
  await folder[Symbol.asyncDispose]();
});

/** A tunnel to the registry; nothing has been read beyond the answer to CONNECT. */
async function tunnel(): Promise<Socket> {
  const asking = request({
    socketPath: proxy.socketPath,
    method: 'CONNECT',
    path: `127.0.0.1:${portOf(registry)}`,
    agent: false,
  });
  asking.end();
  const [answer, socket] = (await once(asking, 'connect')) as [{ statusCode: number }, Socket];
  expect(answer.statusCode).toBe(200);
  return socket;
}

describe('a tunnel', () => {
  it('gives all that was sent, however late it is read and however soon the other side closes', async () => {
    // Around what the system holds for a socket, where the rest waits in this process.
    for (let size = 64 << 10; size <= 640 << 10; size += 24 << 10) {
      const socket = await tunnel();
      socket.pause();
      socket.write(String(size));
      for (let turn = 0; turn < 500 && !closed.has(String(size)); turn += 1) await new Promise(setImmediate);
      expect((await buffer(socket)).length).toBe(size);
    }
  });

  it('is refused where nobody may go, and the try is noted', async () => {
    const statusOf = async (path: string) => {
      const asking = request({ socketPath: proxy.socketPath, method: 'CONNECT', path, agent: false }).end();
      const [answer, socket] = (await once(asking, 'connect')) as [{ statusCode: number }, Socket];
      socket.destroy();
      return answer.statusCode;
    };
    expect(await statusOf('127.0.0.1:9')).toBe(403);
    expect(proxy.contacts.at(-1)).toEqual({ host: '127.0.0.1', port: 9, allowed: false });
  });
});

it('a plain answer that breaks off breaks off inside as well, and is not waited for', async () => {
  const { socketPath } = proxy;
  const asking = request({ socketPath, path: `http://127.0.0.1:${portOf(broken)}/`, agent: false }).end();
  const [answer] = await once(asking, 'response');
  await expect(buffer(answer)).rejects.toThrow('aborted');
});
