import { AppError, type Clock, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { failureOf } from './failure.ts';
import { waitAsked } from './rate-limit.ts';
import { readBody } from './read-body.ts';

/** One request to a forge. */
export interface ForgeCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the address of the API; made with `apiPath`, so that every part is encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** Statuses beside 2xx that are answers. */
  readonly accept?: readonly number[];
  /** Whether doing it twice does harm (a second comment): then only what was surely not done is tried again. */
  readonly once?: boolean;
}

/** The answer, with its body as JSON; `undefined` for an empty one. */
export interface ForgeAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Talks to the API of one forge: bounded, patient, and never with more than the forge allows. */
export interface ForgeClient {
  call(call: ForgeCall): Promise<Result<ForgeAnswer>>;
}

/** What a client is made of. */
export interface ClientSettings {
  readonly apiUrl: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly timeoutMs: number;
  /** Longest wait for a limit; past it the call fails with `retry_at`. */
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}

const pausesMs = [1000, 2000, 4000];

/** A client for one API with one token. Redirects are not followed: the token would go with them. */
export function forgeClient(settings: ClientSettings): ForgeClient {
  // One forge, one clock for all calls: once it asks to wait, nobody knocks before.
  let notBefore = 0;
  return {
    async call(call) {
      for (let attempt = 0; ; attempt += 1) {
        const waitMs = notBefore - settings.clock.now();
        if (waitMs > settings.maxWaitMs) return fail(limited(notBefore));
        if (waitMs > 0) await settings.wait(waitMs);
        const tried = await once(settings, call);
        notBefore = Math.max(notBefore, tried.notBefore ?? 0);
        if (tried.again === 'never' || attempt >= pausesMs.length) return tried.result;
        if (tried.again === 'after-pause') await settings.wait(pausesMs[attempt] ?? 0);
      }
    },
  };
}

interface Tried {
  readonly result: Result<ForgeAnswer>;
  readonly again: 'never' | 'after-pause' | 'after-limit';
  readonly notBefore?: number;
}

async function once(settings: ClientSettings, call: ForgeCall): Promise<Tried> {
  const url = new URL(settings.apiUrl.href.replace(/\/$/, '') + call.path);
  for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, String(value));
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: call.method,
      headers: {
        'User-Agent': 'maximus',
        Accept: 'application/json',
        ...settings.headers,
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
    text = await readBody(response);
  } catch (error) {
    if (error instanceof AppError) return { result: fail(error), again: 'never' };
    const failure = errors.forge_failed(`${call.method} ${call.path}: ${causeOf(error)}`, {}, error);
    return { result: fail(failure), again: call.once === true ? 'never' : 'after-pause' };
  }
  const limit = waitAsked(response.status, response.headers, text, settings.clock.now());
  if (limit?.refused === true) {
    return { result: fail(limited(limit.notBefore)), again: 'after-limit', notBefore: limit.notBefore };
  }
  const seen = limit === undefined ? {} : { notBefore: limit.notBefore };
  if (response.ok || call.accept?.includes(response.status) === true)
    return { result: answer(call, response.status, text), again: 'never', ...seen };
  const failure = failureOf(call, response.status, text, settings.secrets);
  const again = failure.retryable && call.once !== true ? 'after-pause' : 'never';
  return { result: fail(failure), again, ...seen };
}

function answer(call: ForgeCall, status: number, text: string): Result<ForgeAnswer> {
  if (text === '') return ok({ status, json: undefined });
  try {
    return ok({ status, json: JSON.parse(text) as unknown });
  } catch (error) {
    return fail(errors.answer_invalid(`${call.method} ${call.path}: the answer is not JSON`, { status }, error));
  }
}

function limited(notBefore: number) {
  const at = new Date(notBefore).toISOString();
  return errors.rate_limited(`the forge asks to wait until ${at}`, { retry_at: at });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const cause = error.cause as { code?: unknown } | undefined;
  return typeof cause?.code === 'string' ? cause.code : error.name;
}

/** A path of the API whose parts are encoded: `` apiPath`/repos/${owner}/${name}` ``. */
export function apiPath(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: parts }, ...values.map((value) => encodeURIComponent(String(value))));
}
