import type { Migration } from './types.ts';

/**
 * What channels of mail are told besides, the tries of every notification, and what a receiver gave back for it: the place
 * of a message that is changed later. A mail server may ask for no secret.
 */
export const notificationTries: Migration = {
  id: '0060-notification-tries',
  up(sql) {
    return sql`
      alter table notify_channel
        alter column secret drop not null,
        add column options jsonb not null default '{}';
      alter table notification
        add column about text,
        add column receipt jsonb,
        add column tries jsonb not null default '[]';
      create index notification_about on notification (channel_id, about, created_at) where receipt is not null;
      create index notification_waiting on notification (channel_id, created_at) where state in ('queued', 'failed');
    `;
  },
};
