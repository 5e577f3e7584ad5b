import { describe, expect, it, vi } from 'vitest';
import { AdaptiveImmunityAPI, type ApvName } from './adaptive-immunity-api.ts';
import { ApiError, answerOf, bodyOf } from './failures.ts';
import { createPageApi } from './page-api.ts';
import { createQueryClient, findBaseUrl } from './services.ts';

/** Answers in turn; the last one for ever. */
function serving(...answers: readonly (() => Response | Promise<Response>)[]) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const send = vi.fn(async (url: string | URL | Request, init?: RequestInit) => {
    asked.push({ url: String(url), init });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === undefined) throw new Error('nothing is served');
    return await answer();
  });
  const failed = vi.fn();
  const api = createPageApi({
    baseUrl: 'http://api.example.test',
    fetch: send as typeof fetch,
    csrfToken: () => 'token',
    failed,
    pace: 0.001,
  });
  return { api, asked, failed };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, {
      status,
      headers: { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers },
    });
const problem = (status: number, more: object = {}) =>
  json(
    { type: 't', title: 't', status, detail: 'said', instance: '/', code: 'http.x', correlation_id: 'evt_1', ...more },
    status,
  );
const away = () => Promise.reject(new TypeError('fetch failed'));

describe('the page\u2019s client', () => {
  it('tries three more times after 5xx and after failures of the network', async () => {
    const { api, asked, failed } = serving(problem(503), away, problem(500), json({ items: [] }));
    expect((await api.listFeeds()).ok).toBe(true);
    expect(asked).toHaveLength(4);
    expect(failed).not.toHaveBeenCalled();
  });

  it('gives up after the third retry', async () => {
    const { api, asked, failed } = serving(problem(503));
    await expect(bodyOf(api.listFeeds())).rejects.toMatchObject({
      status: 503,
      code: 'http.x',
      correlationId: 'evt_1',
    });
    expect(asked).toHaveLength(4);
    expect(failed).toHaveBeenCalledTimes(1);
  });

  it('never tries again after a 4xx', async () => {
    for (const status of [400, 401, 403, 404, 409, 422]) {
      const { api, asked } = serving(problem(status));
      expect((await api.listFeeds()).ok).toBe(false);
      expect([status, asked.length]).toEqual([status, 1]);
    }
  });

  it('waits once as long as a 429 says, and not for ever', async () => {
    const once = serving(problem(429, { retry_after: 2 }), json({ items: [] }));
    expect((await once.api.listFeeds()).ok).toBe(true);
    const twice = serving(problem(429, { retry_after: 2 }));
    expect((await twice.api.listFeeds()).ok).toBe(false);
    expect(twice.asked).toHaveLength(2);
    const long = serving(problem(429, { retry_after: 3_600 }));
    await long.api.listFeeds();
    expect(long.asked).toHaveLength(1);
  });

  it('sends a write with one key for every try, and the token against forged requests', async () => {
    const { api, asked } = serving(problem(503), json({ scan_id: 'x', joined: false }, 202));
    await api.scanProject({ params: { id: 'shop' } });
    const sent = asked.map(({ init }) => new Headers(init?.headers));
    expect(sent[0]?.get('idempotency-key')).toBe(sent[1]?.get('idempotency-key'));
    expect(sent[0]?.get('x-csrf-token')).toBe('token');
  });

  it('stops when the caller is gone', async () => {
    const gone = new AbortController();
    const { api } = serving(problem(429, { retry_after: 20 }));
    const call = api.listFeeds({}, { signal: gone.signal });
    gone.abort();
    expect((await call).ok).toBe(false);
  });
});

describe('AdaptiveImmunityAPI', () => {
  it('asks the endpoints of the request, and reads where the stream stood', async () => {
    const page = { items: [], next_cursor: null, counts: { status: {}, priority: {} }, check_state: 'ok' };
    const { api, asked } = serving(
      json(page, 200, { 'x-maximus-position': 'adaptive-immunity;7;e1' }),
      json({ id: 'a' }),
      json({ range: '7d' }),
      json({ items: [], next_cursor: null }),
    );
    const immunity = new AdaptiveImmunityAPI(api);
    expect(await immunity.getAPVs({ limit: 5 })).toMatchObject({ position: { offset: 7, epoch: 'e1' }, items: [] });
    await immunity.getAPV('CVE-1' as ApvName);
    await immunity.getMetrics('7d');
    await immunity.getPatches({ limit: 2 });
    expect(asked.map(({ url }) => url.replace('http://api.example.test', ''))).toEqual([
      '/api/adaptive-immunity/apvs?limit=5',
      '/api/adaptive-immunity/apvs/CVE-1',
      '/api/adaptive-immunity/metrics?range=7d',
      '/api/adaptive-immunity/patches?limit=2',
    ]);
  });
});

describe('a failure', () => {
  it('keeps what the server said', () => {
    const fields = [{ path: '/name', code: 'c', message: 'too short' }];
    const error = new ApiError({
      kind: 'problem',
      status: 422,
      problem: {
        type: 't',
        title: 't',
        status: 422,
        detail: 'said',
        instance: '/',
        code: 'http.invalid',
        correlation_id: 'evt_1',
        errors: fields,
      },
    });
    expect([error.message, error.status, error.code, error.correlationId, error.fields, error.isUnreachable]).toEqual([
      'said',
      422,
      'http.invalid',
      'evt_1',
      fields,
      false,
    ]);
  });

  it('without an answer says that nothing could be reached', () => {
    const error = new ApiError({ kind: 'network', message: 'fetch failed' });
    expect([error.status, error.code, error.correlationId, error.fields, error.isUnreachable]).toEqual([
      undefined,
      'network',
      undefined,
      [],
      true,
    ]);
    expect(() => answerOf({ ok: false, error: error.failure })).toThrow(ApiError);
    expect(() => answerOf({ ok: false })).toThrow('no outcome');
  });
});

describe('the services', () => {
  it('take the address of the API from the page\u2019s settings', async () => {
    expect(await findBaseUrl(async () => Response.json({ api: 'https://api.example.test/' }))).toBe(
      'https://api.example.test',
    );
    expect(await findBaseUrl(async () => Response.json({}))).toBe('');
    expect(await findBaseUrl(async () => new Response('no', { status: 404 }))).toBe('');
    expect(await findBaseUrl(away as typeof fetch)).toBe('');
  });

  it('leave retries to the client', () => {
    expect(createQueryClient().getDefaultOptions().queries?.retry).toBe(false);
  });
});
