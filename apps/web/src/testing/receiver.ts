import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Somebody who takes webhooks, on this machine. */
export interface Receiver {
  /** Where it takes them. */
  readonly address: string;
  /** The types of what came, in order. */
  readonly types: readonly string[];
  close(): Promise<void>;
}

/** Opens one that says yes to everything. */
export async function openReceiver(): Promise<Receiver> {
  const types: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    types.push(String((JSON.parse(body) as { readonly type?: unknown }).type));
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/hooks/maximus`,
    types,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
