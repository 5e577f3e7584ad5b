import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fail, ok, type Result } from '@maximus/kernel';
import { SocketServer } from '../connection/index.ts';
import { errors } from '../errors.ts';
import type { Hub, Viewer } from '../hub/index.ts';
import { bindRealtimeMetrics } from '../metrics.ts';
import { nativeSession, nativeSubprotocol } from '../native/index.ts';
import { viewer } from './readers.ts';

/** A plain HTTP server on loopback whose upgrades speak the native protocol. */
export interface TestSocketServer {
  readonly url: string;
  readonly sockets: SocketServer;
  /** Streams of live connections, to be cut. */
  readonly streams: ReadonlySet<Duplex>;
  stop(): Promise<void>;
}

/** Whom a test token stands for: `token-of-ana` is ana, who may read everything. Other texts are nobody. */
export async function testToken(token: string): Promise<Result<Viewer>> {
  const name = token.startsWith('token-of-') ? token.slice('token-of-'.length) : '';
  return name === '' ? fail(errors.broker_away('no such token')) : ok(viewer(name));
}

/** Starts one for a hub. `authenticate` answers for tokens; `testToken` by default. */
export async function startSocketServer(
  hub: Hub,
  authenticate: (token: string) => Promise<Result<Viewer>> = testToken,
): Promise<TestSocketServer> {
  const sockets = new SocketServer({ hub, metrics: bindRealtimeMetrics() });
  const open = nativeSession({ serverId: hub.nodeId, version: '0.0.0', authenticate, mayConnect: () => true });
  const streams = new Set<Duplex>();
  const server: Server = createServer((_, response) => response.writeHead(404).end());
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
    sockets.accept(request, stream, head, { subprotocol: nativeSubprotocol, address: '127.0.0.1', open });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    sockets,
    streams,
    stop: async () => {
      for (const stream of streams) stream.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
