import { type Api, type ApiFailure, type CallOptions, createApi } from '@maximus/client';

/** Milliseconds before each retry of what failed with 5xx, in the network or by time-out (dashboard.md §2). */
const retryDelaysMs = [1_000, 2_000, 4_000];
/** A server that asks for more is not waited for. */
const longestWaitSeconds = 30;

/** What makes the page's client; tests shorten times. */
export interface PageApiOptions {
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
  /** Multiplies every wait; 1. */
  readonly pace?: number;
  csrfToken(): string | undefined;
  /** Called with every failure, before the caller has it. */
  failed?(failure: ApiFailure): void;
}

/**
 * The page's client: one try and three retries at 1, 2 and 4 s, each ± 20 %, never after a 4xx; a 429 is waited for once
 * as long as it says.
 */
export function createPageApi(options: PageApiOptions): Api {
  const { pace = 1 } = options;
  const base = createApi({
    baseUrl: options.baseUrl,
    auth: { csrfToken: options.csrfToken },
    timeoutMs: options.timeoutMs ?? 10_000,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    // Read for every call: no two pages that lost the same server come back in step.
    get retryDelaysMs() {
      return retryDelaysMs.map((delay) => delay * pace * (0.8 + Math.random() * 0.4));
    },
  });
  type Call = (input?: object, call?: CallOptions) => Promise<{ ok: true } | { ok: false; error: ApiFailure }>;
  return Object.fromEntries(
    Object.entries(base as unknown as Record<string, Call>).map(([id, method]): [string, Call] => [
      id,
      async (input, call) => {
        let outcome = await method(input, call);
        const waitMs = outcome.ok ? undefined : askedWaitMs(outcome.error);
        if (waitMs !== undefined && (await pause(waitMs * pace, call?.signal))) outcome = await method(input, call);
        if (!outcome.ok) options.failed?.(outcome.error);
        return outcome;
      },
    ]),
  ) as unknown as Api;
}

function askedWaitMs(failure: ApiFailure): number | undefined {
  if (failure.kind !== 'problem' || failure.status !== 429) return undefined;
  const seconds = failure.problem.retry_after ?? 1;
  return seconds > longestWaitSeconds ? undefined : seconds * 1_000;
}

function pause(delayMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(signal?.aborted !== true), delayMs);
  signal?.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      resolve(false);
    },
    { once: true },
  );
  return promise;
}
