import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that was received. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on loopback, which answers as it is told. */
export interface HttpReceiver {
  readonly port: number;
  readonly received: Received[];
  answer: { readonly status: number; readonly body: string };
  close(): Promise<void>;
}

/** Starts one. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  const received: Received[] = [];
  const state: Pick<HttpReceiver, 'answer'> = { answer: { status: 200, body: 'ok' } };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      response.writeHead(state.answer.status).end(state.answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    received,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  });
}
