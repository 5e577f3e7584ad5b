import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NodeOrder } from './node-process.ts';

const script = fileURLToPath(new URL('./node-process.ts', import.meta.url));

/** A gateway node in its own process. */
export interface NodeProcess {
  readonly port: number;
  readonly child: ChildProcess;
  order(order: NodeOrder): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

/** Starts a node on a Redis; resolves when it listens. */
export async function startNode(redisUrl: string, prefix: string): Promise<NodeProcess> {
  const child = spawn(process.execPath, [script, redisUrl, prefix], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  return {
    port: Number(value),
    child,
    order: async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      await lines.next();
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** A balancer in front of nodes: each new connection goes to the next one that takes it. */
export async function balance(ports: readonly number[]) {
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    turn += 1;
    tryNode(client, turn, ports.length);
  });
  function tryNode(client: Socket, at: number, left: number): void {
    const node = dial(ports[at % ports.length] ?? 0, '127.0.0.1');
    let isThrough = false;
    node.on('connect', () => {
      isThrough = true;
      client.pipe(node).pipe(client);
    });
    node.on('error', () => {
      if (isThrough || left <= 1) client.destroy();
      else tryNode(client, at + 1, left - 1);
    });
    node.on('close', () => isThrough && client.destroy());
    client.on('close', () => node.destroy());
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
