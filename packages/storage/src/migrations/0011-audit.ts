import type { Migration } from './types.ts';

/**
 * The append-only log (hitl.md §7). Entries are written inside the transactions of their causes, without a lock between
 * them; a sealer then gives each its place and its leaf hash, in one order over all processes. All three tables refuse
 * UPDATE, DELETE and TRUNCATE, but for the waiting list, which loses nothing: an entry without a leaf stays findable.
 * Names stand apart from what is hashed, which holds only a salted digest of them, so that a person can be erased.
 */
export const audit: Migration = {
  id: '0011-audit',
  up(sql) {
    return sql`
      create table audit_names (
        digest bytea primary key,
        kind text not null,
        id text not null,
        name text,
        salt bytea,
        erased_at timestamptz
      );
      create unique index audit_names_of on audit_names (kind, id, name) where name is not null;

      create table audit_entries (
        log_id uuid primary key,
        at timestamptz(3) not null,
        actor_kind text not null,
        actor_id text not null,
        actor_user_id text,
        actor_name_digest bytea not null references audit_names,
        action text not null,
        entity_kind text not null,
        entity_id text not null,
        decision_id text,
        details text not null check (octet_length(details) <= 16384),
        reason text,
        ip_address text,
        user_agent text,
        session_id text,
        correlation_id text not null,
        request_id text,
        trace_id text
      );
      create index audit_entries_actor on audit_entries (actor_id, log_id);
      create index audit_entries_user on audit_entries (actor_user_id, log_id) where actor_user_id is not null;
      create index audit_entries_action on audit_entries (action text_pattern_ops, log_id);
      create index audit_entries_entity on audit_entries (entity_kind, entity_id, log_id);
      create index audit_entries_entity_id on audit_entries (entity_id, log_id);
      create index audit_entries_correlation on audit_entries (correlation_id, log_id);
      create index audit_entries_decision on audit_entries (decision_id, log_id) where decision_id is not null;

      create table audit_leaves (
        seq bigint primary key check (seq > 0),
        log_id uuid not null unique references audit_entries,
        leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
      );

      create table audit_waiting (
        log_id uuid primary key
      );

      create function audit_refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log takes no %', tg_op using errcode = 'insufficient_privilege';
      end $$;
      create trigger audit_entries_append_only before update or delete or truncate on audit_entries
        for each statement execute function audit_refuse();
      create trigger audit_leaves_append_only before update or delete or truncate on audit_leaves
        for each statement execute function audit_refuse();
      create trigger audit_names_kept before delete or truncate on audit_names
        for each statement execute function audit_refuse();

      create function audit_only_erase() returns trigger language plpgsql as $$
      begin
        if new.digest is distinct from old.digest or new.kind is distinct from old.kind
          or new.id is distinct from old.id or new.name is not null or new.salt is not null then
          raise exception 'a name of the audit log may only be erased' using errcode = 'insufficient_privilege';
        end if;
        return new;
      end $$;
      create trigger audit_names_only_erase before update on audit_names
        for each row execute function audit_only_erase();

      create function audit_wait() returns trigger language plpgsql as $$
      begin
        insert into audit_waiting (log_id) values (new.log_id);
        return null;
      end $$;
      create trigger audit_entries_wait after insert on audit_entries
        for each row execute function audit_wait();

      create function audit_next_leaf() returns trigger language plpgsql as $$
      begin
        if new.seq <> coalesce((select max(seq) from audit_leaves), 0) + 1 then
          raise exception 'leaf % does not follow the last one', new.seq using errcode = 'integrity_constraint_violation';
        end if;
        return new;
      end $$;
      create trigger audit_leaves_gapless before insert on audit_leaves
        for each row execute function audit_next_leaf();
    `;
  },
};
