import type { Migration } from './types.ts';

/** Answers that were given under an `Idempotency-Key`. */
export const idempotency: Migration = {
  id: '0003-idempotency',
  up(sql) {
    return sql`
      create table idempotency_key (
        scope text not null,
        key text not null,
        body_digest bytea not null,
        -- Who works on it now; a finished one has an answer.
        claim uuid not null,
        claimed_until timestamptz not null,
        answer text,
        created_at timestamptz not null default now(),
        primary key (scope, key)
      );
      create index idempotency_key_created on idempotency_key (created_at);
    `;
  },
};
