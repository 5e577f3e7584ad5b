import { type EventType, eventCatalogue, type NotificationTry, type NotifyKind } from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import {
  type ChannelRow,
  type NotificationRow,
  type NotificationSet,
  notifications,
  notifyChannels,
} from '@maximus/storage';
import type { Parts } from '../parts.ts';
import type { SendFailure, Sent } from './send-once.ts';

/** Pauses before the next try (platform.md §13); then it is dead, shown and can be tried again by hand. */
export const retryDelaysMs = [1_000, 5_000, 30_000, 300_000, 1_800_000, 7_200_000] as const;
const gone = 410;
const mostTries = 20;
const waiting = ['queued', 'failed'] as const;

/** One try of one notification. */
export interface Tried {
  readonly row: NotificationRow;
  readonly channel: ChannelRow;
  readonly tookMs: number;
}

/** Writes down that a notification was sent. */
export async function noteSent(parts: Parts, tried: Tried, { status, receipt, note }: Sent): Promise<void> {
  const { row } = tried;
  const at = new Date(parts.clock.now());
  const set: NotificationSet = {
    ...{ state: 'sent', attempts: row.attempts + 1, last_error: note ?? null, next_at: null, sent_at: at },
    response_code: status ?? null,
    tries: withTry(parts, tried, {
      result: 'sent',
      ...(status !== undefined && { response_code: status }),
      ...(note !== undefined && { error: note }),
    }),
    ...(receipt !== undefined && { receipt }),
  };
  await notifications.change(parts.database, row.id, waiting, set, at);
  count(parts, tried, 'sent');
}

/**
 * Writes down that a try failed: when the next one is due, or `undefined` when there is none and the notification is dead.
 * A receiver that answers 410 switches its channel off.
 */
export async function noteFailed(
  parts: Parts,
  tried: Tried,
  { error, status }: SendFailure,
): Promise<Date | undefined> {
  const { row, channel } = tried;
  const { database } = parts;
  const at = new Date(parts.clock.now());
  const attempts = row.attempts + 1;
  const said = `${error.code}: ${error.message}`.slice(0, 500);
  const told = { attempts, response_code: status ?? null, last_error: said };
  const seen = { error: said, ...(status !== undefined && { response_code: status }) };
  if (status === gone) {
    const reason = 'the receiver answered 410: it is gone';
    await notifyChannels.update(database, channel, { enabled: false, disabled_reason: reason }, at);
  }
  const delay = status === gone || !error.retryable ? undefined : retryDelaysMs[attempts - 1];
  count(parts, tried, delay === undefined ? 'dead' : 'failed');
  if (delay === undefined) {
    await giveUp(parts, row, { ...told, tries: withTry(parts, tried, { result: 'dead', ...seen }) });
    return undefined;
  }
  const next = new Date(at.getTime() + delay);
  const tries = withTry(parts, tried, { result: 'failed', ...seen });
  await notifications.change(database, row.id, waiting, { ...told, state: 'failed', next_at: next, tries }, at);
  return next;
}

/** No more tries: dead, and told as such. */
export async function giveUp(parts: Parts, row: NotificationRow, set: NotificationSet): Promise<void> {
  const at = new Date(parts.clock.now());
  await parts.database.transaction(async (tx) => {
    const dead = await notifications.change(tx, row.id, waiting, { ...set, state: 'dead', next_at: null }, at);
    if (dead === undefined) return;
    const id = formatId('ntf', row.id);
    const data = { notification_id: id, channel_id: formatId('chn', row.channel_id), error: dead.last_error };
    tx.emit({ event: eventNamed('notification.failed'), key: id, correlationId: row.event_id, data });
  });
}

function count({ metrics }: Parts, { channel, tookMs }: Tried, result: NotificationTry['result']): void {
  const labels = { channel_kind: channel.kind as NotifyKind, result };
  metrics.delivery_attempts_total.inc(labels);
  metrics.delivery_duration_seconds.observe(labels, tookMs / 1_000);
}

function withTry(
  { clock }: Parts,
  { row, tookMs }: Tried,
  seen: Omit<NotificationTry, 'at' | 'duration_ms'>,
): readonly object[] {
  const one: NotificationTry = { at: new Date(clock.now()).toISOString(), duration_ms: Math.round(tookMs), ...seen };
  return [...row.tries, one].slice(-mostTries);
}

function eventNamed(type: string): EventType {
  const event = eventCatalogue.get(type);
  if (event === undefined) throw new RangeError(`the catalogue has no ${type}`);
  return event;
}
