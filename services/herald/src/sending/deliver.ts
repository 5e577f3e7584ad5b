import {
  type ChannelRow,
  decisions,
  type EnqueueOptions,
  type NotificationRow,
  notifications,
  notifyChannels,
} from '@maximus/storage';
import type { Message } from '../channels/types.ts';
import type { Parts } from '../parts.ts';
import { giveUp, noteFailed, noteSent } from './outcome.ts';
import { sendOnce } from './send-once.ts';

/** The job that sends one notification. */
export const deliverJob = 'herald.deliver';

const minuteMs = 60_000;

/** Tries one notification, and says when to try again. Run late or twice it sends at least once. */
export async function deliver(parts: Parts, uuid: string): Promise<void> {
  const { database, clock } = parts;
  const row = await notifications.find(database, uuid);
  if (row === undefined || (row.state !== 'queued' && row.state !== 'failed')) return;
  const channel = await notifyChannels.find(database, row.channel_id);
  if (channel === undefined || !channel.enabled) {
    await giveUp(parts, row, { last_error: 'the channel is switched off' });
    return;
  }
  const nowMs = clock.now();
  const since = new Date(nowMs - minuteMs);
  if ((await notifications.sentSince(database, channel.id, since)) >= channel.per_minute) {
    await enqueueDelivery(parts, uuid, { runAt: new Date(nowMs + minuteMs / 4) });
    return;
  }
  const beganMs = performance.now();
  const sent = await sendOnce(parts, channel, await asItIsNow(parts, row), await earlierOf(parts, channel, row));
  const tried = { row, channel, tookMs: performance.now() - beganMs };
  if (sent.ok) return await noteSent(parts, tried, sent.value);
  const next = await noteFailed(parts, tried, sent.error);
  if (next !== undefined) await enqueueDelivery(parts, uuid, { runAt: next });
}

/** Puts one notification up to be sent. */
export async function enqueueDelivery({ jobs }: Parts, uuid: string, options: Pick<EnqueueOptions, 'runAt' | 'tx'>) {
  await jobs.enqueue(deliverJob, { id: uuid }, { key: `${deliverJob}:${uuid}`, ...options });
}

/** The message without its question where that was answered meanwhile: nobody is asked what is decided. */
async function asItIsNow({ database }: Parts, row: NotificationRow): Promise<Message> {
  const message = row.message as unknown as Message;
  if (message.ask === undefined) return message;
  const decision = await decisions.find(database, message.ask.decision_id);
  const isOpen = decision?.status === 'pending' || decision?.status === 'escalated';
  if (isOpen && decision.subject_digest === message.ask.subject_digest) return message;
  const { ask: _, ...said } = message;
  return said;
}

/** What the receiver gave back for the first message about the same thing. */
async function earlierOf({ database }: Parts, channel: ChannelRow, row: NotificationRow) {
  if (row.about === null) return undefined;
  return (await notifications.firstAbout(database, channel.id, row.about))?.receipt ?? undefined;
}
