/**
 * One server under test in its own process: `node server.ts <maximus|ws|socket.io> <folder of the peers>`. Takes orders on
 * stdin, one JSON text per line, and answers each with one line.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { unwrap } from '@maximus/kernel';
import { openHub, startSocketServer } from '@maximus/realtime/testing';

/** What a server is told. */
export type ServerOrder = { readonly publish: { readonly bytes: number } } | { readonly memory: true };

interface Subject {
  readonly port: number;
  /** Sends one message with the time of sending to everybody; resolves when it was handed over. */
  publish(bytes: number): Promise<void>;
}

const [kind = '', folder = ''] = process.argv.slice(2);
const subjects: Readonly<Record<string, () => Promise<Subject>>> = { maximus, ws: plain, 'socket.io': socketIo };
const subject = await subjects[kind]?.();
if (subject === undefined) throw new Error(`no subject "${kind}"`);
process.stdout.write(`${subject.port}\n`);
let sent = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as ServerOrder;
  if ('publish' in order) {
    await subject.publish(order.publish.bytes);
    process.stdout.write('{}\n');
  } else process.stdout.write(`${JSON.stringify(memory())}\n`);
}

function body(bytes: number): { t: string; pad: string } {
  return { t: String(process.hrtime.bigint()), pad: 'x'.repeat(Math.max(0, bytes - 160)) };
}

async function maximus(): Promise<Subject> {
  // The load listens and says nothing, as a client never would.
  const hub = await openHub({ config: { silence_limit: '1h' } });
  const server = await startSocketServer(hub);
  return {
    port: Number(new URL(server.url).port),
    publish: async (bytes) => {
      sent += 1;
      const data = body(bytes);
      const timestamp = new Date().toISOString();
      unwrap(await hub.publish('adaptive-immunity', { eventId: `e${sent}`, type: 'apv', timestamp, data }));
    },
  };
}

async function plain(): Promise<Subject> {
  const { WebSocketServer } = (await import(pathToFileURL(`${folder}/node_modules/ws/wrapper.mjs`).href)) as {
    WebSocketServer: new (options: object) => { clients: Set<{ send(data: Buffer, options: object): void }> };
  };
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    publish: async (bytes) => {
      const data = Buffer.from(JSON.stringify({ type: 'apv', data: body(bytes) }));
      for (const client of server.clients) client.send(data, { binary: false });
    },
  };
}

async function socketIo(): Promise<Subject> {
  const { Server } = (await import(pathToFileURL(`${folder}/node_modules/socket.io/wrapper.mjs`).href)) as {
    Server: new (http: object, options: object) => { emit(name: string, data: object): void };
  };
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    publish: async (bytes) => server.emit('apv', body(bytes)),
  };
}

/** Resident bytes and the heap's, after two collections; the kernel's socket memory of the whole machine; CPU so far. */
function memory() {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const pages = /^TCP:.* mem (\d+)$/m.exec(readFileSync('/proc/net/sockstat', 'utf8'))?.[1] ?? '0';
  return { rss, heapUsed, external, cpuMs: (user + system) / 1_000, kernelBytes: Number(pages) * 4_096 };
}
