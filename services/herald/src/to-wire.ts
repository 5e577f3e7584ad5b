import type {
  ChannelInput,
  NotificationDelivery,
  NotificationDetail,
  NotificationTry,
  NotifyChannel,
} from '@maximus/contracts';
import { type ChannelRow, type NotificationRow, wireId } from '@maximus/storage';

/** A stored channel in its wire form. */
export function toChannel(row: ChannelRow): NotifyChannel {
  return {
    id: wireId('chn', row.id),
    kind: row.kind as NotifyChannel['kind'],
    name: row.name,
    enabled: row.enabled,
    filter: row.filter as unknown as NotifyChannel['filter'],
    ...(row.url !== null && { url: row.url }),
    ...(row.target !== null && { target: row.target }),
    ...(row.secret !== null && { secret: row.secret }),
    ...optionsOf(row),
    per_minute: row.per_minute,
    ...(row.muted_until !== null && { muted_until: row.muted_until.toISOString() }),
    ...(row.disabled_reason !== null && { disabled_reason: row.disabled_reason }),
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** A stored notification in its wire form, without its words. */
export function toDelivery(row: NotificationRow): NotificationDelivery {
  return {
    id: wireId('ntf', row.id),
    channel_id: wireId('chn', row.channel_id),
    event_id: row.event_id,
    event_type: row.event_type,
    state: row.state as NotificationDelivery['state'],
    attempts: row.attempts,
    ...(row.response_code !== null && { response_code: row.response_code }),
    ...(row.last_error !== null && { last_error: row.last_error }),
    title: String(row.message['title'] ?? ''),
    at: row.created_at.toISOString(),
    ...(row.next_at !== null && { next_at: row.next_at.toISOString() }),
  };
}

/** What only some kinds are told. */
export function optionsOf({
  options,
}: Pick<ChannelRow, 'options'>): Pick<ChannelInput, 'recipients' | 'sender' | 'digest'> {
  return options as Pick<ChannelInput, 'recipients' | 'sender' | 'digest'>;
}

/** A stored notification with its words and tries. */
export function toDetail(row: NotificationRow): NotificationDetail {
  const word = (name: string) => String(row.message[name] ?? '');
  return {
    ...toDelivery(row),
    text: word('text'),
    next: word('next'),
    link: word('link'),
    tries: row.tries as unknown as NotificationTry[],
  };
}
