import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { okAnswer, route } from '@maximus/http';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { admin, authenticateAs, type OpenApp, openApp, sampleEndpoint } from '../testing/open-app.ts';
import { nestsDeeper } from './json-body.ts';
import type { KeptAnswer, Repeats } from './ports.ts';

const at = (path: string, more: Parameters<typeof sampleEndpoint>[0] = {}) =>
  sampleEndpoint({ id: path, path, method: 'POST', ...more });
const body = z.strictObject({ name: z.string(), list: z.array(z.unknown()).optional() });

let app: OpenApp;
let carriedOut = 0;
beforeAll(async () => {
  const kept = new Map<string, { digest: string; answer?: KeptAnswer }>();
  const repeats: Repeats = {
    begin: async ({ scope, key, bodyDigest }) => {
      const place = `${scope} ${key}`;
      const digest = Buffer.from(bodyDigest).toString('hex');
      const known = kept.get(place);
      if (known?.answer !== undefined && known.digest === digest) return { state: 'answered', answer: known.answer };
      if (known !== undefined) return { state: known.digest === digest ? 'in_progress' : 'mismatch' };
      kept.set(place, { digest });
      return {
        state: 'new',
        claim: {
          finish: async (answer) => void kept.set(place, { digest, answer }),
          abandon: async () => void kept.delete(place),
        },
      };
    },
  };
  app = await openApp({
    ports: { authenticate: authenticateAs(admin), repeats },
    routes: [
      route(at('/api/json', { body }), async (input) => okAnswer(input.body)),
      route(at('/api/none'), async () => okAnswer({ done: true })),
      route(at('/api/counted', { body }), async () => {
        carriedOut += 1;
        return { status: 201, headers: { location: '/x' }, body: { carriedOut } };
      }),
      route(at('/api/failing', { body }), async () => {
        carriedOut += 1;
        throw new Error('not this time');
      }),
      route(at('/api/raw', { bodyKind: 'raw', maxBodyBytes: 10_000_000 }), async ({ upload }) => {
        const hash = createHash('sha256');
        let bytes = 0;
        for await (const chunk of upload?.stream ?? []) {
          bytes += (chunk as Buffer).length;
          hash.update(chunk as Buffer);
        }
        return okAnswer({ bytes, digest: hash.digest('hex'), type: upload?.contentType });
      }),
      route(at('/api/form', { bodyKind: 'either', maxBodyBytes: 100_000, method: 'PUT' }), async ({ upload }) => {
        let bytes = 0;
        for await (const chunk of upload?.stream ?? []) bytes += (chunk as Buffer).length;
        return okAnswer({ bytes, file: upload?.fileName ?? null, fields: Object.fromEntries(upload?.fields ?? []) });
      }),
    ],
  });
});
afterAll(() => app.close());

async function post(
  path: string,
  content: NonNullable<RequestInit['body']> | null,
  headers: Record<string, string> = {},
  method = 'POST',
) {
  const answer = await fetch(`${app.url}${path}`, { method, body: content, headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}
const json = { 'content-type': 'application/json' };
const nested = (levels: number) => `{"name":"a","list":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('a JSON body', () => {
  it('is checked by the schema of the endpoint, with the place of each fault', async () => {
    expect(await post('/api/json', '{"name":"a"}', json)).toMatchObject({ status: 200, body: { name: 'a' } });
    expect(await post('/api/json', '{"name":1,"more":2}', json)).toMatchObject({
      status: 422,
      body: { code: 'http.invalid', errors: [{ path: 'body.name' }, { code: 'unrecognized_keys' }] },
    });
    expect(await post('/api/json', null, json)).toMatchObject({ status: 422 });
  });

  it.each([
    ['is no JSON', '{"name":', json, 400],
    ['reaches for a prototype', '{"name":"a","__proto__":{"x":1}}', json, 400],
    ['nests too deep', nested(33), json, 400],
    ['is too large', JSON.stringify({ name: 'x'.repeat(1_100_000) }), json, 413],
    ['is of another type', 'name=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['is compressed by something else', 'x', { ...json, 'content-encoding': 'br' }, 415],
    ['is not what it says', 'not gzip', { ...json, 'content-encoding': 'gzip' }, 400],
  ])('that %s is refused', async (_, content, headers, status) => {
    expect(await post('/api/json', content, headers)).toMatchObject({ status, body: { status } });
  });

  it.each([
    ['a NUL', '{"name":"a\\u0000b"}', 'body.name'],
    ['half a surrogate pair', '{"name":"a","list":[{"x":"\\ud800"}]}', 'body.list.0.x'],
    ['a NUL in a name', '{"name":"a","list":[{"x\\u0000":1}]}', 'body.list.0'],
  ])('with %s, which the database cannot keep, is refused with its place', async (_, content, path) => {
    const answer = await post('/api/json', content, json);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path, code: 'invalid_text' }] } });
  });

  it('may nest 32 levels, and none is needed where none is taken', async () => {
    expect((await post('/api/json', nested(32), json)).status).toBe(200);
    expect((await post('/api/none', null)).status).toBe(200);
    expect((await post('/api/none', '{}', json)).status).toBe(200);
    expect((await post('/api/none', '{"a":1}', json)).status).toBe(400);
  });

  it('knows the depth of any JSON text', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const depth = depthOf(value);
        const text = Buffer.from(JSON.stringify(value));
        expect(nestsDeeper(text, depth)).toBe(false);
        if (depth > 0) expect(nestsDeeper(text, depth - 1)).toBe(true);
      }),
    );
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)('may come as %s', async (encoding, compress) => {
    const content = new Uint8Array(compress(Buffer.from('{"name":"packed"}')));
    const answer = await post('/api/json', content, { ...json, 'content-encoding': encoding });
    expect(answer.body).toEqual({ name: 'packed' });
  });
});

describe('an upload', () => {
  it('is handed over as a stream, whatever it holds', async () => {
    const content = new Uint8Array(5_000_000).map((_, index) => index % 251);
    const answer = await post('/api/raw', content, { 'content-type': 'application/octet-stream' });
    const digest = createHash('sha256').update(content).digest('hex');
    expect(answer.body).toEqual({ bytes: 5_000_000, digest, type: 'application/octet-stream' });
  });

  it('of a form whose bytes are signed arrives as it was sent', async () => {
    const form = 'payload=%7B%22type%22%3A%22x%22%7D&a=+b';
    const answer = await post('/api/raw', form, { 'content-type': 'application/x-www-form-urlencoded' });
    const digest = createHash('sha256').update(form).digest('hex');
    expect(answer.body).toEqual({ bytes: form.length, digest, type: 'application/x-www-form-urlencoded' });
  });

  it('is refused by what it announces, and cut off where it lies', async () => {
    const announced = await post('/api/raw', new Uint8Array(10_000_001));
    expect(announced).toMatchObject({ status: 413, body: { code: 'http.body_too_large' } });
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const request = httpRequest(`${app.url}/api/raw`, { method: 'POST' }, (response) => resolve(response.statusCode));
    request.on('error', () => resolve(0));
    // Without a length: only counting tells.
    for (let sent = 0; sent < 12; sent += 1) request.write(Buffer.alloc(1_000_000));
    request.end();
    expect(await promise).toBe(413);
  });

  it.each([
    ['with its length in the head', `content-length: ${20 << 20}`, ''],
    ['in chunks', 'transfer-encoding: chunked', `${(20 << 20).toString(16)}\r\n`],
  ])(
    'that is refused %s is answered also where its sender reads nothing until all is sent',
    async (_, head, before) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname);
      const failed = once(socket, 'error').then(([error]) => String(error));
      socket.write(`POST /api/raw HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: a/b\r\n${head}\r\n\r\n${before}`);
      const sent = new Promise<string>((resolve) => socket.write(Buffer.alloc(20 << 20), () => resolve('all is sent')));
      expect(await Promise.race([sent, failed])).toBe('all is sent');
      if (before !== '') socket.write('\r\n0\r\n\r\n');
      let answer = '';
      for await (const chunk of socket) answer += String(chunk);
      expect(answer).toMatch(/^HTTP\/1\.1 413 [\s\S]*http\.body_too_large/);
    },
  );

  it('may not expand a hundredfold', async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(9_000_000)));
    const answer = await post('/api/raw', bomb, { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 413, body: { detail: expect.stringContaining('100 times') } });
  });

  it('may be a form with fields before its file', async () => {
    const form = new FormData();
    form.set('project', 'shop');
    form.set('bom', new Blob(['x'.repeat(1_000)]), 'bom.json');
    expect((await post('/api/form', form, {}, 'PUT')).body).toEqual({
      bytes: 1_000,
      file: 'bom.json',
      fields: { project: 'shop' },
    });
    form.set('bom', new Blob(['x'.repeat(100_001)]), 'bom.json');
    expect((await post('/api/form', form, {}, 'PUT')).status).toBe(413);
  });
});

describe('a request with an Idempotency-Key', () => {
  it('is carried out once; another body under the key is refused', async () => {
    const headers = { ...json, 'idempotency-key': 'key-1' };
    const first = await post('/api/counted', '{"name":"a"}', headers);
    const second = await post('/api/counted', '{"name":"a"}', headers);
    expect(first).toMatchObject({ status: 201, body: { carriedOut: 1 } });
    expect(second).toMatchObject({ status: 201, body: { carriedOut: 1 } });
    expect([second.headers.get('location'), second.headers.get('idempotency-replayed')]).toEqual(['/x', 'true']);
    expect(await post('/api/counted', '{"name":"b"}', headers)).toMatchObject({
      status: 422,
      body: { code: 'http.idempotency_mismatch' },
    });
    expect((await post('/api/counted', '{"name":"a"}', { ...json, 'idempotency-key': 'x'.repeat(129) })).status).toBe(
      400,
    );
  });

  it('may be repeated after a failure', async () => {
    const headers = { ...json, 'idempotency-key': 'key-2' };
    const before = carriedOut;
    await post('/api/failing', '{"name":"a"}', headers);
    await post('/api/failing', '{"name":"a"}', headers);
    expect(carriedOut - before).toBe(2);
  });
});

describe('a write', () => {
  it('is told to the audit log with who, what and how it ended', async () => {
    await post('/api/json', '{"name":1}', { ...json, 'user-agent': 'tests' });
    await expect
      .poll(() => app.writes.at(-1))
      .toMatchObject({
        endpoint: { id: '/api/json' },
        principal: { name: 'Ada' },
        status: 422,
        code: 'http.invalid',
        userAgent: 'tests',
      });
  });
});

describe('load', () => {
  let late = false;
  let waiting = 0;
  let gate = Promise.withResolvers<void>();
  const open = (mostRequests: number) =>
    openApp({
      mostRequests,
      isLate: () => late,
      routes: [
        route(sampleEndpoint({ id: 'slow', path: '/api/slow' }), async () => {
          waiting += 1;
          await gate.promise;
          return okAnswer({});
        }),
        route(sampleEndpoint({ id: 'quick', path: '/api/quick' }), async () => okAnswer({})),
        route(sampleEndpoint({ id: 'health', path: '/live' }), async () => okAnswer({})),
      ],
    });
  beforeEach(() => {
    late = false;
    waiting = 0;
    gate = Promise.withResolvers<void>();
  });

  it('is shed when too many requests are in hand', async () => {
    const small = await open(2);
    const inHand = [fetch(`${small.url}/api/slow`), fetch(`${small.url}/api/slow`)];
    await expect.poll(() => waiting).toBe(2);
    const turnedAway = await fetch(`${small.url}/api/slow`);
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '2']);
    await fetch(`${small.url}/api/slow`);
    expect(small.lines.map(({ level, msg, cause, in_hand }) => [level, msg, cause, in_hand])).toEqual([
      ['warn', 'requests are turned away', 'requests', 3],
    ]);
    gate.resolve();
    expect((await Promise.all(inHand)).map(({ status }) => status)).toEqual([200, 200]);
    await small.close();
  });

  it('is shed while the loop is late and requests pile up, and not because it is late', async () => {
    const app = await open(60);
    const status = async (path: string) => (await fetch(`${app.url}${path}`)).status;
    late = true;
    expect(await status('/api/quick')).toBe(200);
    const inHand = Array.from({ length: 3 }, () => status('/api/slow'));
    await expect.poll(() => waiting).toBe(3);
    expect(await status('/api/quick')).toBe(503);
    expect(await status('/live')).toBe(200);
    expect(await status('/assets/none.js')).toBe(404);
    late = false;
    expect(await status('/api/quick')).toBe(200);
    gate.resolve();
    expect(await Promise.all(inHand)).toEqual([200, 200, 200]);
    await app.close();
  });
});
