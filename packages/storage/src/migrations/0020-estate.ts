import type { Migration } from './types.ts';

/** Projects, what they are made of now, and what they were made of. */
export const estate: Migration = {
  id: '0020-estate',
  up(sql) {
    return sql`
      -- Ids made where rows are made, thousands at once; version 7 (RFC 9562) with the time of the caller's clock.
      create function maximus_uuid7(at timestamptz) returns uuid language sql volatile parallel safe as $$
        select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
          substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
      $$;

      create table project (
        key integer generated always as identity primary key,
        id uuid not null unique,
        name text not null,
        slug text not null unique,
        source_kind text not null,
        source jsonb not null,
        default_branch text,
        team text,
        labels jsonb not null default '{}',
        services text[] not null,
        exposure text not null default 'unknown',
        criticality text not null default 'normal',
        scan_period_seconds integer,
        policy_id text,
        archived boolean not null default false,
        is_test boolean not null default false,
        snapshot_key bigint,
        check_state text not null default 'unknown',
        component_count integer not null default 0,
        last_scan_at timestamptz,
        checked_at timestamptz,
        next_scan_at timestamptz,
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      create index project_by_name on project (name, id) where not archived;
      create index project_by_last_scan on project (last_scan_at, id) where not archived;
      create index project_by_created on project (created_at, id) where not archived;
      create index project_by_team on project (team) where team is not null;
      create index project_due on project (next_scan_at) where not archived and next_scan_at is not null;
      create index project_services on project using gin (services);

      -- One row per package URL for the whole estate; what no lock fixes is told apart by what is asked for.
      create table component (
        key integer generated always as identity primary key,
        id uuid not null unique,
        purl text not null,
        requested text not null default '',
        ecosystem text not null,
        base_ecosystem text not null,
        name text not null,
        name_key text not null,
        version text,
        integrity text,
        licences text[] not null default '{}',
        first_seen_at timestamptz not null,
        judged_generation integer,
        advisories integer not null default 0,
        doubt text,
        unique (purl, requested)
      );
      create index component_by_package on component (base_ecosystem, name_key, key);
      create index component_by_name on component (lower(name) text_pattern_ops);
      create index component_in_doubt on component (key) where doubt is not null;

      -- Compressed by the writer, once per content.
      create table content (
        digest bytea primary key,
        kind text not null,
        bytes bytea not null,
        raw_size bigint not null,
        created_at timestamptz not null
      );
      alter table content alter column bytes set storage external;

      create table snapshot (
        key bigint generated always as identity primary key,
        id uuid not null unique,
        project_key integer not null references project (key),
        commit_id text,
        ref text,
        taken_at timestamptz not null,
        tool text not null,
        status text not null,
        check_state text not null,
        content_digest bytea references content (digest),
        files jsonb not null default '[]',
        component_count integer not null default 0,
        added integer not null default 0,
        removed integer not null default 0,
        diff_from bigint,
        pinned boolean not null default false,
        version integer not null default 1,
        created_at timestamptz not null
      );
      create index snapshot_by_project on snapshot (project_key, key desc);
      create index snapshot_by_content on snapshot (content_digest) where content_digest is not null;

      create table project_file (
        key integer generated always as identity primary key,
        project_key integer not null references project (key),
        path text not null,
        format text not null,
        unique (project_key, path)
      );

      -- The current snapshot of each project only; led by the component, because "who has it" is asked most.
      create table occurrence (
        component_key integer not null,
        project_key integer not null,
        file_key integer not null,
        scope smallint not null,
        direct boolean not null,
        line integer,
        requested text,
        override text,
        primary key (component_key, project_key, file_key, scope)
      );
      create index occurrence_by_project on occurrence (project_key);
    `;
  },
};
