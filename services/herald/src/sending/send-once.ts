import type { NotifyKind } from '@maximus/contracts';
import { type AppError, fail, isAppError, ok, type Result } from '@maximus/kernel';
import type { ChannelRow } from '@maximus/storage';
import { channelKinds } from '../channels/registry.ts';
import type { Message } from '../channels/types.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** What came of one try. */
export interface Sent {
  /** Absent where the kind has no use for such a message, and nothing was sent. */
  readonly status?: number;
}

/** A try that failed, with the answer where there was one. */
export interface SendFailure {
  readonly error: AppError;
  readonly status?: number;
}

/** Sends a message by a channel, once. Everything that can go wrong outside is a value. */
export async function sendOnce(
  parts: Parts,
  channel: ChannelRow,
  message: Message,
): Promise<Result<Sent, SendFailure>> {
  const kind = channelKinds.get(channel.kind as NotifyKind);
  if (kind === undefined) return fail({ error: errors.channel_invalid(`there is no kind "${channel.kind}"`) });
  const secrets = await parts.secretsOf(channel.secret);
  if (secrets.length === 0)
    return fail({ error: errors.secret_missing(`the secret "${channel.secret}" is not there`) });
  const request = kind.request(message, {
    url: channel.url ?? kind.defaultUrl,
    target: channel.target ?? undefined,
    secrets,
    nowMs: parts.clock.now(),
  });
  if (request === undefined) return ok({});
  try {
    const { status, body } = await parts.send(request);
    const fault = status >= 200 && status < 300 ? kind.faultOf?.(body) : `it answered ${status}`;
    return fault === undefined ? ok({ status }) : fail({ error: errors.refused_by_receiver(fault), status });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return fail({ error });
  }
}
