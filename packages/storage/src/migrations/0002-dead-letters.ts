import type { Migration } from './types.ts';

/** Events that could not be published or handled. */
export const deadLetters: Migration = {
  id: '0002-dead-letters',
  up(sql) {
    return sql`
      create table dead_letter (
        id uuid primary key,
        original_topic text not null,
        original_key bytea not null,
        original_event bytea not null,
        event_id text,
        event_type text,
        consumer_group text,
        stage text not null,
        error jsonb not null,
        attempts integer not null,
        first_failed_at timestamptz not null,
        last_failed_at timestamptz not null,
        next_retry_at timestamptz,
        state text not null,
        note text,
        correlation_id text,
        changed_at timestamptz not null default now()
      );
      create index dead_letter_by_failure on dead_letter (last_failed_at, id);
      create index dead_letter_by_state on dead_letter (state, last_failed_at, id);
      create index dead_letter_due on dead_letter (next_retry_at) where state = 'waiting';
      create index dead_letter_waiting_by_key on dead_letter (original_topic, md5(original_key), first_failed_at, id)
        where state = 'waiting';
      create index dead_letter_done on dead_letter (changed_at) where state in ('replayed', 'discarded');
    `;
  },
};
