import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createApi } from './api.ts';

let server: Server;
const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];

/** A server that answers with the given functions, one per request; the last one for all that follow. */
async function serve(...answers: ((response: ServerResponse) => void)[]): Promise<string> {
  seen.length = 0;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    answer?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json =
  (status: number, body: object, type = 'application/json') =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': type, etag: '"3"' }).end(JSON.stringify(body));
const problem = (status: number) =>
  json(
    status,
    { type: 't', title: 'Do this.', status, detail: 'd', instance: '/', code: 'http.not_found', correlation_id: 'c' },
    'application/problem+json',
  );
const status = { status: 'healthy', node_id: 'n', active_connections: 1 };
const quick = { retryDelaysMs: [1, 2, 4], timeoutMs: 2_000 };

/** Ends the server with whatever is connected: a call that was given up while it connected leaves a connection that asks nothing. */
const closed = () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  server.close(resolve);
  server.closeAllConnections();
  return promise;
};

afterEach(closed);

describe('the API client', () => {
  it('has one typed method per endpoint, fills paths and queries, and reads answers', async () => {
    const api = createApi({ baseUrl: await serve(json(200, status)), ...quick, auth: { token: () => 'mxt_x' } });
    const answer = await api.getGatewayStatus();
    expect(answer.ok && answer.value).toMatchObject({ status: 200, body: status, etag: '"3"' });
    if (answer.ok) expectTypeOf(answer.value.body.redis_connected).toEqualTypeOf<boolean>();
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer mxt_x' });
    await api.getProject({ params: { id: 'a/b c' } });
    expect(seen[1]?.url).toBe('/api/estate/projects/a%2Fb%20c');
    await api.pollGateway({ query: { channels: 'hitl,tasks', wait: 5 } });
    expect(seen[2]?.url).toBe('/api/gateway/poll?channels=hitl%2Ctasks&wait=5');
  });

  it('tries once and three times more after 5xx, with one idempotency key for all tries of a POST', async () => {
    const api = createApi({ baseUrl: await serve(problem(503), problem(500), problem(502), json(200, {})), ...quick });
    await api.logIn({ body: { name: 'ana', password: 'secret' } });
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(seen[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    expect(seen[0]?.body).toBe('{"name":"ana","password":"secret"}');
  });

  it('gives up after the fourth try and says why', async () => {
    const api = createApi({ baseUrl: await serve(problem(503)), ...quick });
    const answer = await api.getGatewayStatus();
    expect(seen).toHaveLength(4);
    expect(!answer.ok && answer.error).toMatchObject({
      kind: 'problem',
      status: 503,
      problem: { code: 'http.not_found' },
    });
  });

  it.each([400, 401, 404, 409, 422, 429])('never repeats after %i', async (code) => {
    const api = createApi({ baseUrl: await serve(problem(code)), ...quick });
    const answer = await api.getGatewayStatus();
    expect(seen).toHaveLength(1);
    expect(!answer.ok && answer.error).toMatchObject({ kind: 'problem', status: code });
  });

  it('an answer from something in between is a value too', async () => {
    const api = createApi({
      baseUrl: await serve((response) => void response.writeHead(403).end('<html>proxy</html>')),
      ...quick,
    });
    const answer = await api.getGatewayStatus();
    expect(!answer.ok && answer.error).toMatchObject({ kind: 'unexpected', status: 403 });
  });

  it('a dropped connection and a silent server are repeated, then told', async () => {
    const dropped = createApi({ baseUrl: await serve((response) => void response.destroy()), ...quick });
    const lost = await dropped.getGatewayStatus();
    expect(seen).toHaveLength(4);
    expect(!lost.ok && lost.error.kind).toBe('network');
    await closed();
    const silent = createApi({ baseUrl: await serve(() => undefined), retryDelaysMs: [1], timeoutMs: 50 });
    const late = await silent.getGatewayStatus();
    expect(!late.ok && late.error.kind).toBe('timeout');
    server.closeAllConnections();
  });

  it('the caller can give up, also between two tries', async () => {
    const giveUp = new AbortController();
    const api = createApi({ baseUrl: await serve(problem(503)), retryDelaysMs: [60_000], timeoutMs: 2_000 });
    const answer = api.getGatewayStatus(undefined, { signal: giveUp.signal });
    setTimeout(() => giveUp.abort(), 30);
    const outcome = await answer;
    expect(!outcome.ok && outcome.error.kind).toBe('aborted');
  });

  it('passes conditions on and reads 304 as an answer', async () => {
    const api = createApi({ baseUrl: await serve((response) => void response.writeHead(304).end()), ...quick });
    const answer = await api.pollGateway({ query: { channels: 'hitl' } }, { ifNoneMatch: '"3"' });
    expect(seen[0]?.headers['if-none-match']).toBe('"3"');
    expect(answer.ok && answer.value.status).toBe(304);
  });
});
