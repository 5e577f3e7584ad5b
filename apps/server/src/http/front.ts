import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors } from '../errors.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The listening socket: it is taken before anything else starts, and answers "starting" until there is more to say. */
export interface Front {
  readonly port: number;
  serve(handle: Handle, upgrade?: Upgrade): void;
  /** Stops accepting and waits for the requests in hand; at the deadline their connections are cut. */
  drain(deadline: AbortSignal): Promise<void>;
}

/** Where to listen. */
export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  /** What the port is for, in messages. */
  readonly purpose: string;
}

/** Takes the port. Throws `server.port_taken` and `server.listen_failed`. */
export async function openFront({ host, port, purpose }: FrontOptions): Promise<Front> {
  let handle: Handle = answerStarting;
  let upgrade: Upgrade | undefined;
  const server = createServer((request, response) => handle(request, response));
  // A client that dribbles its headers holds a connection, not a worker; bodies are bounded by their own limits.
  server.headersTimeout = 20_000;
  server.requestTimeout = 300_000;
  // Longer than the idle time of usual proxies (60 s), so that they never write into a connection that we close.
  server.keepAliveTimeout = 72_000;
  server.maxHeadersCount = 200;
  // Sockets that left HTTP are no longer the server's to close.
  const upgraded = new Set<Duplex>();
  server.on('upgrade', (request, socket, head) => {
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    socket.on('error', () => socket.destroy());
    if (upgrade === undefined)
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nConnection: close\r\n\r\n');
    else upgrade(request, socket, head);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  await listen(server, host, port, purpose);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    serve: (next, nextUpgrade) => {
      handle = next;
      upgrade = nextUpgrade;
    },
    drain: async (deadline) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = () => {
        server.closeAllConnections();
        for (const socket of upgraded) socket.destroy();
      };
      deadline.addEventListener('abort', cut, { once: true });
      if (deadline.aborted) cut();
      // Connections that were busy a moment ago become idle without being asked to close.
      const sweep = setInterval(() => server.closeIdleConnections(), 100);
      await closed;
      clearInterval(sweep);
      deadline.removeEventListener('abort', cut);
    },
  };
}

async function listen(server: Server, host: string, port: number, purpose: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
    server.removeListener('error', reject);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      throw errors.port_taken(`port ${port} on ${host} (${purpose}) is taken`, { port }, cause);
    throw errors.listen_failed(
      `cannot listen on ${host}:${port} (${purpose}): ${code ?? String(cause)}`,
      { port },
      cause,
    );
  }
}

function answerStarting(request: IncomingMessage, response: ServerResponse): void {
  const live = request.url === '/live';
  response
    .writeHead(live ? 200 : 503, {
      'content-type': 'application/json',
      'retry-after': '2',
      'cache-control': 'no-store',
    })
    .end(JSON.stringify(live ? { status: 'alive' } : { ready: false, reasons: ['starting'] }));
}
