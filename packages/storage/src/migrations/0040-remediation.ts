import type { Migration } from './types.ts';

/** Patches with their histories, what they are made of, what the arena found, and how they left the house. */
export const remediation: Migration = {
  id: '0040-remediation',
  up(sql) {
    return sql`
      -- Diffs, edited files and evidence by the SHA-256 of their content; never changed, zstd.
      create table blob (
        digest bytea primary key,
        bytes bytea not null,
        raw_size bigint not null,
        created_at timestamptz not null
      );

      create table patch (
        id uuid primary key,
        code text not null unique,
        project_key integer not null references project (key),
        kind text not null,
        rung text not null,
        strategy text not null,
        status text not null,
        status_reason text,
        author text not null,
        package text not null,
        from_version text,
        to_version text,
        -- SHA-256 over the sorted ids of its findings.
        finding_set bytea not null,
        finding_ids uuid[] not null,
        apv_ids uuid[] not null,
        primary_ids text[] not null,
        cve_ids text[] not null,
        severity text not null,
        priority smallint not null,
        -- 0 for the most urgent, as of its findings when it was made.
        urgency smallint not null,
        due_at timestamptz not null default 'infinity',
        snapshot_id uuid,
        group_key text,
        campaign_id text,
        previous_patch_id uuid references patch (id),
        base_commit text not null,
        base_ref text,
        lock_file text not null,
        package_manager text not null,
        digest text not null,
        diff_digest text,
        patch_size_lines integer not null default 0,
        patch_size_bytes integer not null default 0,
        -- Edits, package changes, files, attempts, report of breaking changes, language model.
        content jsonb not null,
        requeues smallint not null default 0,
        evidence_id uuid,
        evidence_digest text,
        verdict text,
        confidence real,
        decision_id text,
        delivery_id uuid,
        branch_name text,
        commit_sha text,
        merge_commit text,
        pr_number integer,
        pr_url text,
        planned_at timestamptz not null,
        generated_at timestamptz,
        validated_at timestamptz,
        decided_at timestamptz,
        delivered_at timestamptz,
        merged_at timestamptz,
        verified_at timestamptz,
        correlation_id text not null,
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      -- At most one live patch per project and set of findings (apv.md 7.3).
      create unique index patch_live on patch (project_key, finding_set) where kind <> 'revert' and status in ('planned',
        'generated', 'validating', 'validated', 'pending_review', 'approved', 'delivering', 'delivered', 'merged');
      create index patch_by_created on patch (created_at desc, id);
      create index patch_by_urgency on patch (urgency, due_at, id);
      create index patch_by_updated on patch (updated_at desc, id);
      create index patch_by_status on patch (status, created_at desc, id);
      create index patch_by_project on patch (project_key, created_at desc, id);
      create index patch_by_finding on patch using gin (finding_ids);
      create index patch_by_apv on patch using gin (apv_ids);
      create index patch_by_previous on patch (previous_patch_id) where previous_patch_id is not null;

      create table patch_history (
        patch_id uuid not null references patch (id) on delete cascade,
        version integer not null,
        from_status text,
        to_status text not null,
        at timestamptz not null,
        actor text not null,
        by_whom text,
        reason text not null,
        correlation_id text not null,
        primary key (patch_id, version)
      );
      create index patch_history_by_time on patch_history (to_status, at);

      create sequence patch_code;
      create table patch_day (day date primary key, base bigint not null);

      -- Bytes of a file after the edit of a patch.
      create table patch_edit (
        patch_id uuid not null references patch (id) on delete cascade,
        file text not null,
        -- Null removes the file.
        after_digest bytea references blob (digest),
        primary key (patch_id, file)
      );

      create table evidence (
        id uuid primary key,
        patch_id uuid not null references patch (id) on delete cascade,
        run_id text not null,
        purpose text not null,
        -- SHA-256 of the manifest, under which it is stored as a blob.
        digest bytea not null references blob (digest),
        prev_digest text,
        signature jsonb not null,
        public_key text not null,
        verdict text not null,
        confidence real not null,
        level text not null,
        size_bytes bigint not null,
        sealed_at timestamptz not null
      );
      create index evidence_by_patch on evidence (patch_id, sealed_at);

      create table evidence_blob (
        evidence_id uuid not null references evidence (id) on delete cascade,
        path text not null,
        digest bytea not null references blob (digest),
        primary key (evidence_id, path)
      );

      create table delivery (
        id uuid primary key,
        patch_id uuid not null references patch (id) on delete cascade,
        project_key integer not null references project (key),
        forge text not null,
        mode text not null,
        state text not null,
        attempts integer not null default 0,
        last_error text,
        links jsonb not null default '{}',
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version integer not null default 1
      );
      create unique index delivery_by_patch on delivery (patch_id);
      create index delivery_open on delivery (updated_at) where state in ('queued', 'branch_pushed', 'pr_open');
      create index delivery_by_created on delivery (created_at desc, id);
    `;
  },
};
