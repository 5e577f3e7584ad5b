import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '@maximus/kernel';

/** Slack's requests are good for so long, either way (hitl.md §9). */
export const windowSeconds = 300;

/** What of a request is signed, and by what. */
export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: Buffer;
}

/** Why a request is not believed. */
export type Disbelief = 'unsigned' | 'outside_window' | 'wrong_signature';

/**
 * Whether Slack made a request just now: HMAC-SHA256 over `v0:{timestamp}:{raw body}`, compared in constant time, not older
 * or newer than five minutes. Pure. Gives what to know the request by when it comes again.
 */
export function verifyRequest(
  { timestamp, signature, body }: SignedRequest,
  secrets: readonly string[],
  nowMs: number,
): Result<Buffer, Disbelief> {
  if (timestamp === undefined || signature === undefined) return fail('unsigned');
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return fail('unsigned');
  if (Math.abs(nowMs / 1_000 - Number(timestamp)) > windowSeconds) return fail('outside_window');
  const given = Buffer.from(signature.slice(3), 'hex');
  // Every secret is tried, so that the time taken does not tell which of them it was.
  const matches = secrets.filter((secret) =>
    timingSafeEqual(given, createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest()),
  );
  if (matches.length === 0) return fail('wrong_signature');
  return ok(createHash('sha256').update(`${timestamp}:`).update(given).digest());
}
