import { createHash } from 'node:crypto';
import { type Clock, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import type { ReplayMemory, WebhookEvent, WebhookReader, WebhookRequest } from '../types.ts';

const maxBytes = 25 * 1024 * 1024;
/** How long a body is remembered. Longer than any window, for events that name no time. */
const rememberMs = 24 * 3_600_000;

/** What a webhook is judged with. */
export interface WebhookRules {
  readonly clock: Clock;
  readonly secrets: readonly string[];
  readonly windowMs: number;
  readonly replays: ReplayMemory;
  /** Project that the event must be about. */
  readonly project: string;
}

/**
 * Takes a webhook once: signed with one of the secrets, about this project, not older than the window, and not seen before.
 * The memory's key is the body's digest, since the signature covers the body and not the delivery's id.
 */
export async function verifyWebhook(
  reader: WebhookReader | undefined,
  request: WebhookRequest,
  rules: WebhookRules,
): Promise<Result<WebhookEvent>> {
  if (reader === undefined) return fail(errors.webhook_invalid('this forge sends no webhooks'));
  if (request.body.byteLength > maxBytes) return fail(errors.webhook_invalid('the body is larger than 25 MiB'));
  // No early end over the secrets: how many there are is nobody's business.
  const fits = rules.secrets.filter((secret) => reader.authentic(request, secret));
  if (fits.length === 0) return fail(errors.webhook_refused('the signature does not fit'));
  const read = reader.read(request);
  if (!read.ok) return read;
  const event = read.value;
  if (event.project !== undefined && event.project.toLowerCase() !== rules.project.toLowerCase())
    return fail(errors.webhook_refused('the event is about another project'));
  const now = rules.clock.now();
  if (event.at !== undefined && Math.abs(now - event.at) > rules.windowMs)
    return fail(errors.webhook_replayed(`the event is from ${new Date(event.at).toISOString()}`));
  const digest = createHash('sha256').update(request.body).digest('hex');
  if (!(await rules.replays.remember(`webhook:${digest}`, Math.max(rememberMs, rules.windowMs * 2))))
    return fail(errors.webhook_replayed('the event was taken before'));
  return ok(event);
}

/** A webhook's body as JSON; `undefined` when it is not. */
export function bodyJson(request: WebhookRequest): unknown {
  try {
    return JSON.parse(Buffer.from(request.body).toString('utf8')) as unknown;
  } catch {
    // The caller names it: a body that is not JSON is no event.
    return undefined;
  }
}

/** Milliseconds of a time as forges write it: ISO, GitLab's `2026-01-02 03:04:05 UTC`, or seconds since the epoch. */
export function eventTime(value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number') return value * 1000;
  const ms = Date.parse(value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/, '$1T$2Z'));
  return Number.isNaN(ms) ? undefined : ms;
}
