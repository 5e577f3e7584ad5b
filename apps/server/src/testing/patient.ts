import { setTimeout as pause } from 'node:timers/promises';
import type { Api, ApiFailure } from '@maximus/client';
import type { Result } from '@maximus/kernel';
import { until } from './until.ts';

type Call = (...args: readonly unknown[]) => Promise<Result<unknown, ApiFailure>>;

/** Asks again while the server has too much in hand: it said so before it looked at the request. */
export async function patiently(send: () => Promise<Response>): Promise<Response> {
  let answer = await send();
  await until('the server has time', async () => {
    if (answer.status === 503) answer = await send();
    return answer.status !== 503;
  });
  return answer;
}

const withinMs = 60_000;
const longestPauseMs = 5_000;

/**
 * The same client, for machines that do much else: a call that the server did not look at is sent again, because it was too
 * busy or asks not to be asked so often; and a reading one whose connection was closed while it was sent.
 */
export function patient(api: Api): Api {
  const wrapped = Object.entries(api as unknown as Readonly<Record<string, Call>>).map(([id, call]): [string, Call] => [
    id,
    async (...args) => {
      const endMs = performance.now() + withinMs;
      for (;;) {
        const result = await call(...args);
        const pauseMs = result.ok ? undefined : pauseAfter(id, result.error);
        if (pauseMs === undefined || performance.now() > endMs) return result;
        await pause(pauseMs);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as unknown as Api;
}

/** Milliseconds after which a call may be sent again; `undefined` for one that was looked at. */
function pauseAfter(id: string, failure: ApiFailure): number | undefined {
  if (failure.kind === 'network') return /^(?:get|list)[A-Z]/.test(id) ? 250 : undefined;
  if (failure.kind !== 'problem' || !/^(?:http\.unavailable|ratelimit\.exceeded)$/.test(failure.problem.code)) {
    return undefined;
  }
  return Math.min(longestPauseMs, (failure.problem.retry_after ?? 0.25) * 1_000);
}
