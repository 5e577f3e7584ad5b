import type { Migration } from './types.ts';

/** Events on their way out, and which were handled on their way in. */
export const outboxAndInbox: Migration = {
  id: '0001-outbox-and-inbox',
  up(sql) {
    return sql`
      create table outbox (
        seq bigint generated always as identity primary key,
        event_id text not null unique,
        topic text not null,
        key text not null,
        envelope text not null,
        headers jsonb not null default '{}',
        created_at timestamptz not null default now(),
        published_at timestamptz
      );
      create index outbox_waiting on outbox (seq) where published_at is null;
      create index outbox_published on outbox (published_at) where published_at is not null;

      create table inbox (
        consumer_group text not null,
        event_id text not null,
        handled_at timestamptz not null default now(),
        primary key (consumer_group, event_id)
      );
      create index inbox_handled on inbox (handled_at);
    `;
  },
};
