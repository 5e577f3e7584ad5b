import { z } from 'zod';
import { WorkingHours } from '../review/index.ts';
import { Priority } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';
import { NotifyKind } from './kinds.ts';

/** Id of a notification channel. */
export const ChannelId = idOf('chn');
export type ChannelId = z.infer<typeof ChannelId>;
/** Id of one notification on its way. */
export const NotificationId = idOf('ntf');
export type NotificationId = z.infer<typeof NotificationId>;

/** Which events a channel is for; what is absent does not narrow. */
export const ChannelFilter = z.strictObject({
  /** Types such as `decision.opened`, or a family such as `decision.*`. */
  events: z
    .array(z.string().regex(/^[a-z]+\.(?:[a-z_]+|\*)$/))
    .min(1)
    .max(50),
  min_priority: Priority.optional(),
  /** Ids of projects. */
  projects: z.array(z.string().max(64)).max(1_000).optional(),
  /** Teams that own projects. */
  teams: z.array(z.string().max(100)).max(200).optional(),
  /** Only what is critical goes out in these hours. */
  quiet_hours: WorkingHours.optional(),
});
export type ChannelFilter = z.infer<typeof ChannelFilter>;

/** What an administrator says of a channel. */
export const ChannelInput = z.strictObject({
  kind: NotifyKind,
  name: z.string().trim().min(1).max(100),
  enabled: z.boolean().default(true),
  filter: ChannelFilter,
  /**
   * Where it goes: required for `webhook` and `email`; the service's own address where absent for the others. For `email`
   * `smtps://host[:465]`, or `smtp://host[:587]`, which must turn to TLS before anything is said.
   */
  url: z
    .url({ protocol: /^(?:https?|smtps?)$/ })
    .max(2_048)
    .optional(),
  /** For `slack`: id of the conversation. */
  target: z.string().max(100).optional(),
  /** For `email`: whom it goes to. */
  recipients: z.array(z.email().max(254)).min(1).max(50).optional(),
  /** For `email`: whom it comes from. */
  sender: z.email().max(254).optional(),
  /** For `email`: one message each, or one an hour or a day (UTC) with all of it; absent: `immediate`. */
  digest: z.enum(['immediate', 'hourly', 'daily']).optional(),
  /**
   * Name of the secret that signs or authorises; the secret itself is a file of the server. Of `email` it is
   * `user:password`, and may be absent where the mail server asks for none.
   */
  secret: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .optional(),
  per_minute: z.number().int().min(1).max(600).default(30),
});
export type ChannelInput = z.infer<typeof ChannelInput>;

/** One notification channel. */
export const NotifyChannel = ChannelInput.extend({
  id: ChannelId,
  muted_until: Time.optional(),
  /** Why it was switched off by itself. */
  disabled_reason: z.string().optional(),
  version: z.number().int(),
  created_at: Time,
  updated_at: Time,
});
export type NotifyChannel = z.infer<typeof NotifyChannel>;

/** A channel with what waits on it. */
export const ListedChannel = NotifyChannel.extend({
  /** Whether the server has the secret that it names; true where it needs none. */
  secret_found: z.boolean(),
  /** Notifications that are still to be sent, and those that were given up and can be sent again. */
  waiting: z.number().int().nonnegative(),
  dead: z.number().int().nonnegative(),
  last_sent_at: Time.optional(),
});
export type ListedChannel = z.infer<typeof ListedChannel>;

/** One notification on one channel, and how it went. */
export const NotificationDelivery = z.strictObject({
  id: NotificationId,
  channel_id: ChannelId,
  event_id: z.string(),
  event_type: z.string(),
  state: z.enum(['queued', 'sent', 'failed', 'dead']),
  attempts: z.number().int().nonnegative(),
  response_code: z.number().int().optional(),
  last_error: z.string().optional(),
  title: z.string(),
  at: Time,
  next_at: Time.optional(),
});
export type NotificationDelivery = z.infer<typeof NotificationDelivery>;

/** One try to send a notification. */
export const NotificationTry = z.strictObject({
  at: Time,
  result: z.enum(['sent', 'failed', 'dead']),
  response_code: z.number().int().optional(),
  error: z.string().optional(),
  duration_ms: z.number().nonnegative(),
});
export type NotificationTry = z.infer<typeof NotificationTry>;

/** A notification with its words and its last 20 tries. */
export const NotificationDetail = NotificationDelivery.extend({
  text: z.string(),
  /** What to do next. */
  next: z.string(),
  link: z.string(),
  tries: z.array(NotificationTry),
});
export type NotificationDetail = z.infer<typeof NotificationDetail>;
