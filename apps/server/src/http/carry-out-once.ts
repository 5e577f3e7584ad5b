import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Answer, errors, type Principal, type Route } from '@maximus/http';
import type { FastifyRequest } from 'fastify';
import type { Repeats } from './ports.ts';
import { stateOf } from './request-state.ts';

const nothing = createHash('sha256').digest();

/**
 * Carries a POST with an `Idempotency-Key` out once (platform.md §1.5): the same key and body get the same answer for 24
 * hours, another body 422 `http.idempotency_mismatch`, and one that is still being carried out 409. Failures are not kept.
 */
export async function carryOutOnce(
  repeats: Repeats | undefined,
  request: FastifyRequest,
  { endpoint }: Route,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.headers['idempotency-key'];
  if (key === undefined || repeats === undefined || endpoint.method !== 'POST') return await work();
  // A secret that is shown once is not written down to be shown again.
  if (endpoint.answersSecret === true) return await work();
  const { principal, bodyDigest } = stateOf(request);
  if (typeof key !== 'string' || key.length === 0 || key.length > 128) {
    throw errors.bad_request('Idempotency-Key has 1 to 128 characters');
  }
  // Streams are not kept to be compared, secrets not kept at all, and for nobody in particular nothing is kept.
  if (endpoint.answersSecret || principal.kind === 'anonymous') return await work();
  if (endpoint.bodyKind === 'raw' || endpoint.bodyKind === 'either') return await work();
  const outcome = await repeats.begin({
    scope: `${ownerOf(principal)} ${endpoint.method} ${request.url}`.slice(0, 1_000),
    key,
    bodyDigest: bodyDigest ?? nothing,
  });
  if (outcome.state === 'mismatch') throw errors.idempotency_mismatch('the key came before with another body');
  if (outcome.state === 'in_progress')
    throw errors.conflict('the first request with this key is still being carried out');
  if (outcome.state === 'answered') {
    const { status, headers, body } = outcome.answer;
    const repeated = { ...headers, 'idempotency-replayed': 'true' };
    return body === '' ? { status, headers: repeated } : { status, headers: repeated, body: JSON.parse(body) };
  }
  try {
    const answer = await work();
    if (answer.body instanceof Readable || answer.body instanceof Uint8Array || typeof answer.body === 'string') {
      await outcome.claim.abandon();
    } else {
      const body = answer.body === undefined ? '' : JSON.stringify(answer.body);
      await outcome.claim.finish({ status: answer.status, headers: { ...answer.headers }, body });
    }
    return answer;
  } catch (error) {
    await outcome.claim.abandon();
    throw error;
  }
}

function ownerOf(principal: Exclude<Principal, { kind: 'anonymous' }>): string {
  return principal.kind === 'user' ? principal.userId : principal.tokenId;
}
