import { type EventType, eventCatalogue } from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import { type ChannelRow, type NotificationRow, notifications, notifyChannels } from '@maximus/storage';
import type { Message } from '../channels/types.ts';
import type { Parts } from '../parts.ts';
import { type SendFailure, sendOnce } from './send-once.ts';

/** The job that sends one notification. */
export const deliverJob = 'herald.deliver';

/** Pauses before the next try (platform.md §13); then it is dead, shown and can be tried again by hand. */
export const retryDelaysMs = [1_000, 5_000, 30_000, 300_000, 1_800_000, 7_200_000] as const;
const minuteMs = 60_000;
const gone = 410;

/** Tries one notification, and says when to try again. Run late or twice it sends at least once. */
export async function deliver(parts: Parts, uuid: string): Promise<void> {
  const { database, clock, metrics } = parts;
  const row = await notifications.find(database, uuid);
  if (row === undefined || (row.state !== 'queued' && row.state !== 'failed')) return;
  const channel = await notifyChannels.find(database, row.channel_id);
  const nowMs = clock.now();
  if (channel === undefined || !channel.enabled) {
    await end(parts, row, { last_error: 'the channel is switched off' });
    return;
  }
  const since = new Date(nowMs - minuteMs);
  if ((await notifications.sentSince(database, channel.id, since)) >= channel.per_minute) {
    await again(parts, uuid, nowMs + minuteMs / 4);
    return;
  }
  const sent = await sendOnce(parts, channel, row.message as unknown as Message);
  const attempts = row.attempts + 1;
  const kind = channel.kind as 'webhook';
  if (sent.ok) {
    const at = new Date(nowMs);
    const set = { state: 'sent', attempts, response_code: sent.value.status ?? null, last_error: null, next_at: null };
    await notifications.change(database, uuid, ['queued', 'failed'], { ...set, sent_at: at }, at);
    metrics.notification_attempts_total.inc({ kind, result: 'sent' });
    return;
  }
  await failed(parts, row, channel, sent.error, attempts);
}

async function failed(
  parts: Parts,
  row: NotificationRow,
  channel: ChannelRow,
  { error, status }: SendFailure,
  attempts: number,
): Promise<void> {
  const { database, clock, metrics } = parts;
  const nowMs = clock.now();
  const kind = channel.kind as 'webhook';
  const told = { attempts, response_code: status ?? null, last_error: `${error.code}: ${error.message}`.slice(0, 500) };
  if (status === gone) {
    const reason = 'the receiver answered 410: it is gone';
    await notifyChannels.update(database, channel, { enabled: false, disabled_reason: reason }, new Date(nowMs));
  }
  const delay = status === gone || !error.retryable ? undefined : retryDelaysMs[attempts - 1];
  if (delay === undefined) {
    await end(parts, row, told);
    metrics.notification_attempts_total.inc({ kind, result: 'dead' });
    return;
  }
  const next = new Date(nowMs + delay);
  await notifications.change(
    database,
    row.id,
    ['queued', 'failed'],
    { ...told, state: 'failed', next_at: next },
    new Date(nowMs),
  );
  metrics.notification_attempts_total.inc({ kind, result: 'failed' });
  await again(parts, row.id, next.getTime());
}

async function again(parts: Parts, uuid: string, atMs: number): Promise<void> {
  await parts.jobs.enqueue(deliverJob, { id: uuid }, { key: `${deliverJob}:${uuid}`, runAt: new Date(atMs) });
}

/** No more tries: dead, and told as such. */
async function end(
  parts: Parts,
  row: NotificationRow,
  set: Partial<Pick<NotificationRow, 'attempts' | 'response_code' | 'last_error'>>,
): Promise<void> {
  const at = new Date(parts.clock.now());
  await parts.database.transaction(async (tx) => {
    const dead = await notifications.change(
      tx,
      row.id,
      ['queued', 'failed'],
      { ...set, state: 'dead', next_at: null },
      at,
    );
    if (dead === undefined) return;
    const id = formatId('ntf', row.id);
    const data = { notification_id: id, channel_id: formatId('chn', row.channel_id), error: dead.last_error };
    tx.emit({ event: eventNamed('notification.failed'), key: id, correlationId: row.event_id, data });
  });
}

function eventNamed(type: string): EventType {
  const event = eventCatalogue.get(type);
  if (event === undefined) throw new RangeError(`the catalogue has no ${type}`);
  return event;
}
