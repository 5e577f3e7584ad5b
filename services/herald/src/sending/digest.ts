import { newId } from '@maximus/kernel';
import { type ChannelRow, type NotificationRow, notifications, notifyChannels } from '@maximus/storage';
import type { Message } from '../channels/types.ts';
import type { Parts } from '../parts.ts';
import { optionsOf } from '../to-wire.ts';
import { giveUp, noteFailed, noteSent } from './outcome.ts';
import { sendOnce } from './send-once.ts';

/** The job that sends what has gathered on a channel. */
export const digestJob = 'herald.digest';

const hourMs = 3_600_000;
const periodMs = { hourly: hourMs, daily: 24 * hourMs } as const;
const mostOfOne = 200;
const severities = ['info', 'warning', 'error', 'critical'] as const;

/** When a channel sends what it is told now: at the end of the hour or day (UTC), or `undefined` for at once. Pure. */
export function gathersUntil(channel: Pick<ChannelRow, 'options'>, nowMs: number): Date | undefined {
  const { digest } = optionsOf(channel);
  if (digest === undefined || digest === 'immediate') return undefined;
  const period = periodMs[digest];
  return new Date((Math.floor(nowMs / period) + 1) * period);
}

/** Sends all that is due on a channel in one message, at most 200 in each. */
export async function sendDigest(parts: Parts, channelUuid: string): Promise<void> {
  const { database, clock, jobs } = parts;
  const channel = await notifyChannels.find(database, channelUuid);
  const now = new Date(clock.now());
  const rows = await notifications.due(database, channelUuid, now, mostOfOne);
  if (rows.length === 0) return;
  if (channel === undefined || !channel.enabled) {
    for (const row of rows) await giveUp(parts, row, { last_error: 'the channel is switched off' });
    return;
  }
  const beganMs = performance.now();
  const sent = await sendOnce(parts, channel, digestOf(parts, rows));
  const tookMs = performance.now() - beganMs;
  const later = rows.length === mostOfOne ? [now] : [];
  for (const row of rows) {
    if (sent.ok) await noteSent(parts, { row, channel, tookMs }, sent.value);
    else {
      const next = await noteFailed(parts, { row, channel, tookMs }, sent.error);
      if (next !== undefined) later.push(next);
    }
  }
  if (later.length === 0) return;
  const runAt = new Date(Math.max(...later.map((at) => at.getTime())));
  await jobs.enqueue(digestJob, { channel: channel.id }, { key: `${digestJob}:${channel.id}`, runAt });
}

function digestOf({ clock, publicUrl }: Parts, rows: readonly NotificationRow[]): Message {
  const messages = rows.map((row) => row.message as unknown as Message);
  const [only] = messages;
  if (only !== undefined && messages.length === 1) return only;
  const id = newId('evt', clock);
  const worst = Math.max(...messages.map(({ severity }) => severities.indexOf(severity)));
  return {
    id,
    type: 'channel.digest',
    at: new Date(clock.now()).toISOString(),
    title: `${messages.length} notifications of Maximus`,
    text: messages.map(({ at, title, text, link }) => `${title}\n${text}\n${at} ${link}\n`).join('\n'),
    next: 'The most urgent reviews stand first in the queue.',
    link: `${publicUrl}/review`,
    severity: severities[worst] ?? 'info',
    about: { kind: 'digest', id },
  };
}
