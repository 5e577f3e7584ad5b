import type * as contracts from '@maximus/contracts';
import type { Endpoint } from '@maximus/contracts';
import { fail, type Result } from '@maximus/kernel';
import { type ApiAnswer, type ApiFailure, answerOf, type CallInput, type LooseInput, requestOf } from './call.ts';
import { type CallShape, endpoints } from './endpoints.ts';

type Contracts = typeof contracts;
/** Every endpoint that `contracts` exports, by its id. */
type Endpoints = {
  [K in keyof Contracts as Contracts[K] extends Endpoint ? Contracts[K]['id'] : never]: Contracts[K] extends Endpoint
    ? Contracts[K]
    : never;
};

/** The id of an endpoint: the name of its method. */
export type EndpointId = keyof Endpoints;

/** What one call may say besides its input. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** One is made for every POST; give one to repeat a write after a reload of the page. */
  readonly idempotencyKey?: string;
  /** ETag of what the caller has read: the write fails with 412 when it changed. */
  readonly ifMatch?: string;
  /** ETag of what the caller has: 304 when it did not change. */
  readonly ifNoneMatch?: string;
}

type Method<E extends Endpoint> =
  Record<string, never> extends CallInput<E>
    ? (input?: CallInput<E>, options?: CallOptions) => Promise<Result<ApiAnswer<E>, ApiFailure>>
    : (input: CallInput<E>, options?: CallOptions) => Promise<Result<ApiAnswer<E>, ApiFailure>>;

/** One method per endpoint. */
export type Api = { readonly [Id in EndpointId]: Method<Endpoints[Id]> };

/** What an API client is made of. */
export interface ApiOptions {
  /** `https://maximus.example.test`; empty for the page's own origin. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** Credentials of every request; without them the browser's session cookie counts. */
  readonly auth?: {
    /** API token, sent as bearer. */
    token?(): string | undefined;
    /** CSRF token of the session, for pages whose browser sends no Origin. */
    csrfToken?(): string | undefined;
  };
  /** Milliseconds one try may take; 10,000. */
  readonly timeoutMs?: number;
  /** Milliseconds before each retry after 5xx, network failure and time-out; 1,000, 2,000, 4,000. None after a 4xx. */
  readonly retryDelaysMs?: readonly number[];
}

/**
 * A client of the REST API. Calls never throw: failures are values, problems typed (requirement R1).
 * @example
 * const api = createApi({ baseUrl: '' });
 * const found = await api.getProject({ params: { id: 'shop' } });
 * if (found.ok) show(found.value.body);
 */
export function createApi(options: ApiOptions): Api {
  const methods: Record<string, unknown> = {};
  for (const endpoint of endpoints) {
    methods[endpoint.id] = (input: LooseInput = {}, call: CallOptions = {}) =>
      callWithRetries(endpoint, input, call, options);
  }
  return methods as unknown as Api;
}

async function callWithRetries(
  endpoint: CallShape,
  input: LooseInput,
  call: CallOptions,
  options: ApiOptions,
): Promise<Result<unknown, ApiFailure>> {
  const { retryDelaysMs = [1_000, 2_000, 4_000] } = options;
  // The same key for every try: a write whose answer was lost is not done twice.
  const idempotencyKey = endpoint.method === 'POST' ? (call.idempotencyKey ?? newKey()) : undefined;
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await callOnce(endpoint, input, { ...call, ...(idempotencyKey && { idempotencyKey }) }, options);
    const delayMs = retryDelaysMs[attempt];
    if (outcome.ok || delayMs === undefined || !isWorthRetrying(outcome.error)) return outcome;
    // A stream can be sent only once.
    if (input.upload instanceof ReadableStream) return outcome;
    if (!(await pause(delayMs, call.signal))) return fail({ kind: 'aborted', message: 'the caller gave up' });
  }
}

async function callOnce(
  endpoint: CallShape,
  input: LooseInput,
  call: CallOptions,
  { baseUrl, auth, timeoutMs = 10_000, fetch: send = fetch }: ApiOptions,
): Promise<Result<unknown, ApiFailure>> {
  const headers = new Headers();
  const [token, csrf] = [auth?.token?.(), auth?.csrfToken?.()];
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (csrf !== undefined && endpoint.method !== 'GET') headers.set('x-csrf-token', csrf);
  if (call.idempotencyKey !== undefined) headers.set('idempotency-key', call.idempotencyKey);
  if (call.ifMatch !== undefined) headers.set('if-match', call.ifMatch);
  if (call.ifNoneMatch !== undefined) headers.set('if-none-match', call.ifNoneMatch);
  const { url, init } = requestOf(endpoint, baseUrl, input, headers);
  const late = AbortSignal.timeout(timeoutMs);
  const signal = call.signal === undefined ? late : AbortSignal.any([late, call.signal]);
  try {
    return await answerOf(endpoint, await send(url, { ...init, signal }));
  } catch (error) {
    if (call.signal?.aborted === true) return fail({ kind: 'aborted', message: 'the caller gave up' });
    if (late.aborted) return fail({ kind: 'timeout', message: `no answer within ${timeoutMs} ms` });
    return fail({ kind: 'network', message: error instanceof Error ? error.message : String(error) });
  }
}

function isWorthRetrying(failure: ApiFailure): boolean {
  if (failure.kind === 'network' || failure.kind === 'timeout') return true;
  return failure.kind !== 'aborted' && failure.status >= 500;
}

/** Waits; false when the caller gave up meanwhile. */
function pause(delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  if (signal?.aborted === true) return Promise.resolve(false);
  const stop = () => {
    clearTimeout(timer);
    resolve(false);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener('abort', stop);
    resolve(true);
  }, delayMs);
  signal?.addEventListener('abort', stop, { once: true });
  return promise;
}

/** `crypto.randomUUID` is missing on pages without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
