import type { Migration } from './types.ts';

/** Scans with their counters, feeds with their state, and how far the estate is matched. */
export const scansAndFeeds: Migration = {
  id: '0022-scans-and-feeds',
  up(sql) {
    return sql`
      create table scan (
        key bigint generated always as identity primary key,
        id uuid not null unique,
        project_key integer references project (key),
        trigger text not null,
        state text not null,
        counters jsonb not null default '{}',
        sources_used text[] not null default '{}',
        scan_passed boolean,
        generation integer,
        snapshot_key bigint,
        -- What was uploaded, for scans that bring their inventory.
        upload_digest bytea,
        upload_kind text,
        cancel_requested boolean not null default false,
        errors jsonb not null default '[]',
        correlation_id text not null,
        queued_at timestamptz not null,
        started_at timestamptz,
        finished_at timestamptz,
        version integer not null default 1
      );
      -- A second request joins the one that waits; uploads bring something of their own and never join.
      create unique index scan_waiting on scan (project_key) where state = 'queued' and upload_digest is null;
      create index scan_by_project on scan (project_key, key desc);
      create index scan_by_state on scan (state, key desc);
      create index scan_by_queued on scan (queued_at desc, id);

      create table feed (
        id text primary key,
        kind text not null,
        enabled boolean not null,
        url text not null,
        period_seconds integer not null,
        state text not null default 'idle',
        last_attempt_at timestamptz,
        last_success_at timestamptz,
        next_run_at timestamptz,
        cursor text,
        etag text,
        records_total integer not null default 0,
        added integer not null default 0,
        changed integer not null default 0,
        withdrawn integer not null default 0,
        errors_in_a_row integer not null default 0,
        last_error jsonb,
        last_duration_ms integer,
        freshness_limit_seconds integer not null,
        version integer not null default 1,
        updated_at timestamptz not null
      );

      -- The generation that every match of the estate is up to date with; one row.
      create table match_state (
        one boolean primary key default true check (one),
        generation integer not null,
        digest text not null,
        built_at timestamptz not null,
        matched_at timestamptz not null
      );

      create table drift_check (
        at timestamptz primary key,
        generation integer not null,
        sampled integer not null,
        drifted integer not null,
        detail jsonb not null
      );
    `;
  },
};
