import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Contact, HostPort } from './types.ts';

/** The one way out of a sandbox: a proxy on a Unix socket that lets through to the hosts it was told of, and notes each try. */
export interface EgressProxy {
  readonly socketPath: string;
  readonly contacts: readonly Contact[];
  close(): Promise<void>;
}

/** Tries kept; later ones are refused all the same. */
const maxContacts = 2_000;
const idleMs = 60_000;

/**
 * Listens on a Unix socket. CONNECT (RFC 9110 §9.3.6) and absolute-form requests for plain HTTP reach `allow` only; the
 * rest is answered 403. Names are compared as written, lower case, without a trailing dot.
 */
export async function startEgressProxy(socketPath: string, allow: readonly HostPort[]): Promise<EgressProxy> {
  const allowed = new Set(allow.map(({ host, port }) => keyOf(host, port)));
  const contacts: Contact[] = [];
  const sockets = new Set<Socket>();
  const mayReach = (host: string, port: number): boolean => {
    const may = allowed.has(keyOf(host, port));
    if (contacts.length < maxContacts) contacts.push({ host, port, allowed: may });
    return may;
  };
  const server = createServer((incoming, answer) => relayRequest(incoming, answer, mayReach));
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnel(incoming.url ?? '', client, head, mayReach, sockets);
  });
  server.on('connection', (socket) => track(socket, sockets));
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(socketPath, done);
  });
  return { socketPath, contacts, close: () => close(server, sockets) };
}

function keyOf(host: string, port: number): string {
  return `${host.toLowerCase().replace(/\.$/, '')}:${port}`;
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  // A client that goes away in the midst of a transfer is not a fault of ours.
  socket.on('error', () => socket.destroy());
}

function tunnel(
  target: string,
  client: Duplex,
  head: Buffer,
  mayReach: (host: string, port: number) => boolean,
  sockets: Set<Socket>,
): void {
  client.on('error', () => client.destroy());
  const colon = target.lastIndexOf(':');
  const host = target.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(target.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || !mayReach(host, port)) {
    client.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    return;
  }
  const upstream = connect({ host, port });
  track(upstream, sockets);
  upstream.setTimeout(idleMs, () => upstream.destroy());
  let isOpen = false;
  upstream.once('connect', () => {
    isOpen = true;
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  upstream.once('close', () => {
    if (isOpen && upstream.readableEnded) endInFull(client);
    else if (isOpen) client.destroy();
    else client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
  });
  client.once('close', () => upstream.destroy());
}

/** Ends a stream once all that was written to it is on its way: one that is read slowly may still have some of it here. */
function endInFull(stream: Duplex): void {
  stream.end(() => stream.destroy());
}

function relayRequest(
  incoming: IncomingMessage,
  answer: ServerResponse,
  mayReach: (host: string, port: number) => boolean,
): void {
  const target = URL.canParse(incoming.url ?? '') ? new URL(incoming.url ?? '') : undefined;
  const port = Number(target?.port === '' ? 80 : target?.port);
  if (target === undefined || target.protocol !== 'http:' || !mayReach(target.hostname, port)) {
    answer.writeHead(403).end();
    return;
  }
  const { 'proxy-authorization': _authorization, 'proxy-connection': _connection, ...headers } = incoming.headers;
  const outgoing = request(target, { method: incoming.method ?? 'GET', headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
    // Half an answer ends as one that broke off, and not never.
    response.once('close', () => {
      if (!response.complete) answer.destroy();
    });
  });
  outgoing.setTimeout(idleMs, () => outgoing.destroy());
  outgoing.once('error', () => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end();
  });
  incoming.pipe(outgoing);
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    for (const socket of sockets) socket.destroy();
  });
}
