import { z } from 'zod';
import { WorkingHours } from '../review/index.ts';
import { Priority } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';

/** Id of a notification channel. */
export const ChannelId = idOf('chn');
export type ChannelId = z.infer<typeof ChannelId>;
/** Id of one notification on its way. */
export const NotificationId = idOf('ntf');
export type NotificationId = z.infer<typeof NotificationId>;

/** How notifications leave the house (platform.md §13). */
export const NotifyKind = z.enum(['webhook', 'pagerduty', 'slack']);
export type NotifyKind = z.infer<typeof NotifyKind>;

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
  /** Where it goes: required for `webhook`; the service's own address where absent for the others. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .optional(),
  /** For `slack`: id of the conversation. */
  target: z.string().max(100).optional(),
  /** Name of the secret that signs or authorises; the secret itself is a file of the server. */
  secret: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/),
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
