import type { Migration } from './types.ts';

/** Notification channels, and what was sent by them (platform.md §13). */
export const herald: Migration = {
  id: '0052-herald',
  up(sql) {
    return sql`
      create table notify_channel (
        id uuid primary key,
        kind text not null,
        name text not null,
        enabled boolean not null,
        disabled_reason text,
        filter jsonb not null,
        url text,
        target text,
        secret text not null,
        per_minute integer not null,
        muted_until timestamptz(3),
        deleted_at timestamptz(3),
        version integer not null default 1,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null
      );
      create table notification (
        id uuid primary key,
        channel_id uuid not null references notify_channel (id),
        event_id text not null,
        event_type text not null,
        message jsonb not null,
        state text not null default 'queued',
        attempts integer not null default 0,
        response_code integer,
        last_error text,
        next_at timestamptz(3),
        sent_at timestamptz(3),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        unique (channel_id, event_id)
      );
      create index notification_newest on notification (created_at desc, id desc);
      create index notification_of_channel on notification (channel_id, created_at desc, id desc);
      create index notification_by_state on notification (state, created_at desc, id desc);
      create index notification_sent on notification (channel_id, sent_at) where sent_at is not null;
    `;
  },
};
