import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that Slack took. */
export interface SlackCall {
  /** Of the method or the hook: `/api/views.open`. */
  readonly path: string;
  readonly body: Record<string, unknown>;
}

/** Slack on loopback, as far as review talks to it: it takes calls that carry the token, and notes to its hooks. */
export interface TestSlack {
  readonly origin: string;
  readonly calls: SlackCall[];
  /** Paths of calls without the token. */
  readonly refused: string[];
  close(): Promise<void>;
}

/** Starts it; calls without the token are answered as Slack answers them. */
export async function startSlackServer(token: string): Promise<TestSlack> {
  const calls: SlackCall[] = [];
  const refused: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const isKnown = path.startsWith('/hooks/') || request.headers.authorization === `Bearer ${token}`;
      response.setHeader('content-type', 'application/json');
      if (isKnown) calls.push({ path, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as SlackCall['body'] });
      else refused.push(path);
      response.end(JSON.stringify(isKnown ? { ok: true } : { ok: false, error: 'invalid_auth' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    refused,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** The headers with which Slack signs a body. */
export function slackHeaders(body: string, secret: string, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  };
}
