import type { NotifyKind } from '@maximus/contracts';
import { type AppError, fail, isAppError, ok, type Result } from '@maximus/kernel';
import type { ChannelRow } from '@maximus/storage';
import { channelKinds } from '../channels/registry.ts';
import type { Message } from '../channels/types.ts';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { optionsOf } from '../to-wire.ts';
import type { MailAnswer } from './guarded-mail.ts';

/** What came of one try. */
export interface Sent {
  /** Absent where the kind has no use for such a message, and nothing was sent. */
  readonly status?: number;
  /** What to find the message by. */
  readonly receipt?: Readonly<Record<string, unknown>>;
  /** Who of several did not get it. */
  readonly note?: string;
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
  earlier?: Readonly<Record<string, unknown>> | undefined,
): Promise<Result<Sent, SendFailure>> {
  const kind = channelKinds.get(channel.kind as NotifyKind);
  if (kind === undefined) return fail({ error: errors.channel_invalid(`there is no kind "${channel.kind}"`) });
  const secrets = channel.secret === null ? [] : await parts.secretsOf(channel.secret);
  if (channel.secret !== null && secrets.length === 0)
    return fail({ error: errors.secret_missing(`the secret "${channel.secret}" is not there`) });
  const { sender, recipients } = optionsOf(channel);
  const outgoing = kind.request(message, {
    url: channel.url ?? kind.defaultUrl,
    target: channel.target ?? undefined,
    ...{ sender, recipients, secrets, earlier, answers: parts.answers },
    nowMs: parts.clock.now(),
  });
  if (outgoing === undefined) return ok({});
  try {
    const answer: MailAnswer = await ('mailServer' in outgoing ? parts.sendMail(outgoing) : parts.send(outgoing));
    const { status, body, note } = answer;
    const fault = status >= 200 && status < 300 ? kind.faultOf?.(body) : `it answered ${status}`;
    if (fault !== undefined) return fail({ error: errors.refused_by_receiver(fault), status });
    const receipt = kind.receiptOf?.(body);
    return ok({ status, ...(receipt !== undefined && { receipt }), ...(note !== undefined && { note }) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { status } = error.details;
    return fail({ error, ...(typeof status === 'number' && { status }) });
  }
}
