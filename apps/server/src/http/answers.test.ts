import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { errors as httpErrors, okAnswer, route } from '@maximus/http';
import { fail, ok } from '@maximus/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errors } from '../errors.ts';
import { admin, authenticateAs, type OpenApp, openApp, sampleEndpoint } from '../testing/open-app.ts';

const long = { items: Array.from({ length: 100 }, (_, at) => ({ id: at, name: 'a name that repeats' })) };
const at = (path: string, more: Parameters<typeof sampleEndpoint>[0] = {}) =>
  sampleEndpoint({ id: path, path, ...more });

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({
    ports: { positionHeader: (...channels) => ({ 'X-Maximus-Position': `${channels.join()};7;e1` }) },
    routes: [
      route(at('/api/long'), async () => okAnswer(long)),
      route(at('/api/short'), async () => okAnswer({ a: 1 })),
      route(at('/api/secret', { answersSecret: true }), async () => okAnswer(long)),
      route(at('/api/image', { produces: 'image/png' }), async () => ({ status: 200, body: Buffer.alloc(5_000) })),
      route(at('/api/stream', { produces: 'application/x-ndjson' }), async () => ({
        status: 200,
        body: Readable.from(Array.from({ length: 2_000 }, () => '{"line":"of many"}\n')),
      })),
      route(at('/api/broken'), async () => {
        throw new Error('password=hunter2 in /etc/secret');
      }),
      route(at('/api/broken-stream', { produces: 'text/plain' }), async () => ({
        status: 200,
        body: Readable.from(
          (async function* () {
            yield 'x'.repeat(1_000);
            throw new Error('lost');
          })(),
        ),
      })),
      route(at('/api/things/{id}', { params: z.object({ id: z.string().regex(/^[a-z]+$/) }) }), async ({ params }) =>
        okAnswer(params),
      ),
      route(at('/api/joined', { joins: ['hitl'] }), async () => okAnswer({})),
      route(at('/api/empty', { method: 'DELETE' }), async () => ({ status: 204 })),
      route(at('/api/only-admins', { access: { role: 'admin' } }), async () => okAnswer({})),
      route(at('/v1/vulns/{id}', { foreign: 'osv', params: z.object({ id: z.string().max(5) }) }), async () => {
        throw errors.data_dir('unused');
      }),
    ],
  });
});
afterAll(() => app.close());

/** Raw bytes of an answer: `fetch` would decode them. */
async function raw(path: string, acceptEncoding: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    encoding: string | undefined;
    body: Buffer;
    vary: string;
  }>();
  const request = httpRequest(`${app.url}${path}`, { headers: { 'accept-encoding': acceptEncoding } }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () =>
      resolve({
        encoding: response.headers['content-encoding'],
        vary: String(response.headers.vary),
        body: Buffer.concat(chunks),
      }),
    );
  });
  request.on('error', reject).end();
  return await promise;
}

describe('compression', () => {
  it.each([
    ['gzip, br, zstd', 'zstd', zstdDecompressSync],
    ['gzip, br', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['zstd;q=0.1, gzip;q=0.9', 'gzip', gunzipSync],
  ] as const)('answers "%s" with %s', async (accepted, expected, decode) => {
    const { encoding, body, vary } = await raw('/api/long', accepted);
    expect(encoding).toBe(expected);
    expect(vary.toLowerCase()).toContain('accept-encoding');
    expect(JSON.parse(decode(body).toString())).toEqual(long);
  });

  it.each([
    ['a short answer', '/api/short'],
    ['an image', '/api/image'],
    ['an answer that holds a secret', '/api/secret'],
  ])('leaves %s alone', async (_, path) => {
    expect((await raw(path, 'gzip')).encoding).toBeUndefined();
  });

  it('says where the channel stood that carries it on, and only there', async () => {
    expect((await fetch(`${app.url}/api/joined`)).headers.get('x-maximus-position')).toBe('hitl;7;e1');
    expect((await fetch(`${app.url}/api/short`)).headers.get('x-maximus-position')).toBeNull();
  });

  it('compresses streams as streams and counts what it saves', async () => {
    const { encoding, body } = await raw('/api/stream', 'zstd');
    expect(encoding).toBe('zstd');
    expect(zstdDecompressSync(body).toString().split('\n')).toHaveLength(2_001);
    expect(app.compression().ratio).toBeLessThan(0.5);
    const saved = await app.registry.value('maximus_platform_http_compressible_bytes_total', { encoding: 'zstd' });
    expect(saved).toBeGreaterThan(30_000);
  });

  it('ends the connection when a stream fails, and the server goes on', async () => {
    await expect(fetch(`${app.url}/api/broken-stream`).then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(`${app.url}/api/short`)).status).toBe(200);
  });
});

describe('problems', () => {
  it('are told in the form of the specification', async () => {
    const answer = await fetch(`${app.url}/api/things/UPPER?sort=x`, { headers: { 'x-correlation-id': 'chain-1' } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'urn:maximus:error:http.bad_request',
      status: 400,
      instance: '/api/things/UPPER',
      code: 'http.bad_request',
      correlation_id: 'chain-1',
      errors: [{ path: 'path.id' }, { path: 'query.sort' }],
    });
  });

  it('never tell what is inside', async () => {
    const answer = await fetch(`${app.url}/api/broken`);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    expect(app.lines.find(({ route }) => route === '/api/broken')).toMatchObject({
      level: 'error',
      route: '/api/broken',
    });
  });

  it.each([
    ['/api/nothing', 'GET', 404, 'http.not_found'],
    ['/nothing', 'GET', 404, 'http.not_found'],
    ['/api/short', 'POST', 405, 'http.method_not_allowed'],
    ['/api/only-admins', 'GET', 401, 'http.unauthenticated'],
    [`/api/things/${'x'.repeat(600)}`, 'GET', 404, 'http.not_found'],
    ['/api/things/%E0%A4%A', 'GET', 400, 'http.bad_request'],
  ])('%s by %s is %i %s', async (path, method, status, code) => {
    const answer = await fetch(`${app.url}${path}`, { method });
    expect({ status: answer.status, code: ((await answer.json()) as { code: string }).code }).toEqual({ status, code });
  });

  it('name the methods that a path takes', async () => {
    const answer = await fetch(`${app.url}/api/short`, { method: 'PUT' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('refuse a NUL, which the database cannot look for, before the endpoint sees it', async () => {
    const answer = await fetch(`${app.url}/v1/vulns/a%00`);
    expect(await answer.json()).toEqual({ code: 3, message: expect.stringContaining('path.id holds a NUL') });
  });

  it('keep the shape of a foreign API', async () => {
    const answer = await fetch(`${app.url}/v1/vulns/too-long-an-id`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ code: 3, message: expect.stringContaining('path.id') });
  });
});

describe('every answer', () => {
  it('carries correlation id, trace and security headers', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await fetch(`${app.url}/api/short`, { headers: { traceparent, 'x-correlation-id': 'bad id!' } });
    const header = (name: string) => answer.headers.get(name);
    expect(header('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(header('traceparent')).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(header('content-security-policy')).toContain("default-src 'self'");
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('x-frame-options')).toBe('DENY');
    expect(header('strict-transport-security')).toBeNull();
    expect(header('cache-control')).toBe('no-store');
  });

  it('has a weak tag, and is not sent again to who has it', async () => {
    const first = await fetch(`${app.url}/api/long`);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    const second = await fetch(`${app.url}/api/long`, { headers: { 'if-none-match': `"x", ${tag}` } });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
  });

  it('is counted by the pattern of its route', async () => {
    await fetch(`${app.url}/api/things/abc`);
    const labels = { method: 'GET', route: '/api/things/:id', status: '200' };
    await expect.poll(() => app.registry.value('maximus_platform_http_requests_total', labels)).toBeGreaterThan(0);
  });

  it('answers HEAD without a body, and 204 without anything', async () => {
    const head = await fetch(`${app.url}/api/short`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${app.url}/api/empty`, { method: 'DELETE' })).status).toBe(204);
  });
});

describe('rights', () => {
  it('are asked of whoever was recognised, and what does not hold is refused', async () => {
    const routes = [
      route(at('/api/admins', { access: { role: 'admin' } }), async ({ principal }) =>
        okAnswer({ kind: principal.kind }),
      ),
      route(at('/api/reviewers', { access: { role: 'reviewer' } }), async () => okAnswer({})),
    ];
    const known = await openApp({ routes, ports: { authenticate: authenticateAs(admin) } });
    const refused = await openApp({ routes, ports: { authenticate: async () => fail(errors.usage('bad token')) } });
    expect(await (await fetch(`${known.url}/api/admins`)).json()).toEqual({ kind: 'user' });
    const forbidden = await fetch(`${known.url}/api/reviewers`);
    expect([forbidden.status, await forbidden.json()]).toMatchObject([403, { code: 'http.forbidden' }]);
    expect((await fetch(`${refused.url}/api/admins`)).status).toBe(422);
    await Promise.all([known.close(), refused.close()]);
  });

  it('leave open what everybody may see while nobody can be recognised', async () => {
    const away = async () => {
      throw httpErrors.unavailable('the database is away');
    };
    const routes = [
      route(at('/api/open'), async ({ principal }) => okAnswer({ kind: principal.kind })),
      route(at('/api/mine', { access: { role: 'signed-in' } }), async () => okAnswer({})),
    ];
    const lost = await openApp({ routes, ports: { authenticate: away } });
    expect(await (await fetch(`${lost.url}/api/open`)).json()).toEqual({ kind: 'anonymous' });
    expect((await fetch(`${lost.url}/api/mine`)).status).toBe(503);
    await lost.close();
  });

  it("see the address that a trusted proxy names, and nobody else's claim", async () => {
    const routes = [route(at('/api/me'), async ({ principal }) => okAnswer({ address: principal.address }))];
    const plain = await openApp({ routes });
    const proxied = await openApp({ routes, trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
    const headers = { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.1.2.3' };
    const addressAt = async (url: string) =>
      ((await (await fetch(`${url}/api/me`, { headers })).json()) as { address: string }).address;
    expect(await addressAt(plain.url)).toBe('127.0.0.1');
    expect(await addressAt(proxied.url)).toBe('203.0.113.9');
    await Promise.all([plain.close(), proxied.close()]);
  });

  it('are weighed: limits are told on every answer and refuse', async () => {
    let left = 1;
    let released = 0;
    const limited = await openApp({
      routes: [route(at('/api/x'), async () => okAnswer({}))],
      ports: {
        authenticate: async ({ address }) => ok({ kind: 'anonymous', address }),
        limit: async () => ({
          allowed: left-- > 0,
          headers: { 'X-RateLimit-Remaining': String(Math.max(0, left)) },
          error: errors.usage('slow down', { retryAfterSeconds: 7, reason: 'rate_limit_exceeded' }),
          release: async () => {
            released += 1;
          },
        }),
      },
    });
    const first = await fetch(`${limited.url}/api/x`);
    const second = await fetch(`${limited.url}/api/x`);
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect([second.status, second.headers.get('retry-after')]).toEqual([422, '7']);
    await expect.poll(() => released).toBe(2);
    await limited.close();
  });
});
