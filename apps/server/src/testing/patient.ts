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

/** The same client, for machines that do much else: a call that the server was too busy to look at is sent again. */
export function patient(api: Api): Api {
  const wrapped = Object.entries(api as unknown as Readonly<Record<string, Call>>).map(([id, call]): [string, Call] => [
    id,
    async (...args) => {
      let result = await call(...args);
      const isShed = () =>
        !result.ok && result.error.kind === 'problem' && result.error.problem.code === 'http.unavailable';
      await until(`${id} is heard`, async () => {
        if (isShed()) result = await call(...args);
        return !isShed();
      });
      return result;
    },
  ]);
  return Object.fromEntries(wrapped) as unknown as Api;
}
