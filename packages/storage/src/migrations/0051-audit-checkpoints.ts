import type { Migration } from './types.ts';

/**
 * Signed states of the audit log and the keys they are signed with (hitl.md §7): append-only as the log itself. `frontier`
 * holds the roots of the complete subtrees, so that the next state costs only what is new; it is derived and not signed.
 */
export const auditCheckpoints: Migration = {
  id: '0051-audit-checkpoints',
  up(sql) {
    return sql`
      create table audit_keys (
        place integer primary key check (place > 0),
        key_id text not null unique,
        public_key text not null,
        created_at timestamptz(3) not null,
        previous_key_id text,
        signature text not null
      );
      create table audit_checkpoints (
        size bigint primary key check (size > 0),
        origin text not null,
        root text not null,
        at timestamptz(3) not null,
        prev_digest text,
        key_id text not null references audit_keys (key_id),
        signature text not null,
        frontier bytea[] not null
      );
      create trigger audit_keys_append_only before update or delete or truncate on audit_keys
        for each statement execute function audit_refuse();
      create trigger audit_checkpoints_append_only before update or delete or truncate on audit_checkpoints
        for each statement execute function audit_refuse();
    `;
  },
};
