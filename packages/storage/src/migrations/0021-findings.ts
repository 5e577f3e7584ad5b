import type { Migration } from './types.ts';

/** What matches, what it means for each project, and how that changed. */
export const findings: Migration = {
  id: '0021-findings',
  up(sql) {
    return sql`
      create table alias_group (
        key integer generated always as identity primary key,
        id uuid not null unique,
        primary_id text not null,
        first_seen_at timestamptz not null,
        superseded_by integer references alias_group (key),
        split_from integer references alias_group (key),
        -- A record that no feed brings: of a test. Matches of such a group are not judged again.
        own_record jsonb,
        created_at timestamptz not null
      );

      -- Every id and alias, in lower case, of the groups that the estate has met.
      create table alias_member (
        name text primary key,
        group_key integer not null references alias_group (key),
        id text not null,
        is_record boolean not null,
        first_seen_at timestamptz not null
      );
      create index alias_member_by_group on alias_member (group_key);

      -- What the index says of a component, judged once for the whole estate.
      create table component_match (
        component_key integer not null references component (key),
        group_key integer not null references alias_group (key),
        fingerprint bigint not null,
        kind text not null,
        confidence text not null,
        fixed_version text,
        removed_by text,
        fixed_versions text[] not null,
        matched jsonb not null,
        primary key (component_key, group_key)
      );
      create index component_match_by_group on component_match (group_key);

      create type finding_status as enum ('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered',
        'not_affected', 'accepted', 'resolved', 'retracted');

      create table finding (
        id uuid primary key,
        project_key integer not null references project (key),
        component_key integer not null references component (key),
        group_key integer not null references alias_group (key),
        status finding_status not null,
        resolution text,
        scope smallint not null,
        direct boolean not null,
        reachability smallint not null default 3,
        -- Repeated from the APV, so that every sort of a list has an index; kept in the same transaction.
        urgency smallint not null default 4004,
        severity_rank smallint not null default 5,
        cvss real,
        epss real,
        in_kev boolean not null default false,
        due_at timestamptz not null default 'infinity',
        -- Repeated from the component.
        ecosystem text not null,
        package text not null,
        first_seen_at timestamptz not null,
        -- The last time it was seen before it went; while it is there, the project's last check is.
        last_seen_at timestamptz not null,
        status_changed_at timestamptz not null,
        resolved_at timestamptz,
        regressed_count smallint not null default 0,
        vex jsonb,
        acceptance_id uuid,
        confirmation jsonb,
        reachability_detail jsonb,
        patch_ids text[] not null default '{}',
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        unique (component_key, group_key, project_key)
      );
      create index finding_by_group on finding (group_key, project_key) include (status, scope, reachability, direct, regressed_count);
      create index finding_by_project on finding (project_key, urgency, due_at, id);
      create index finding_by_status on finding (status, urgency, due_at, id);
      create index finding_by_urgency on finding (urgency, due_at, id);
      create index finding_by_severity on finding (severity_rank, id);
      create index finding_by_cvss on finding (cvss desc nulls last, id);
      create index finding_by_epss on finding (epss desc nulls last, id);
      create index finding_by_due on finding (due_at, id);
      create index finding_by_first_seen on finding (first_seen_at, id);
      create index finding_by_change on finding (status_changed_at, id);
      create index finding_by_package on finding (package, id);
      create index finding_patched on finding (resolved_at) where resolution = 'patched';

      create table finding_history (
        finding_id uuid not null references finding (id) on delete cascade,
        version integer not null,
        from_status finding_status,
        to_status finding_status not null,
        at timestamptz not null,
        actor text not null,
        by_whom text,
        reason text not null,
        correlation_id text not null,
        primary key (finding_id, version)
      );
      create index finding_confirmed on finding_history (at) where to_status = 'confirmed';

      create table apv (
        group_key integer primary key references alias_group (key),
        id uuid not null unique,
        code text not null unique,
        primary_id text not null,
        cve_id text,
        kind text not null,
        summary text not null,
        status text not null,
        status_reason text,
        status_changed_at timestamptz not null,
        check_state text not null,
        severity text not null,
        severity_rank smallint not null,
        cvss real,
        epss real,
        in_kev boolean not null,
        priority smallint not null,
        score real not null,
        urgency smallint not null,
        due_at timestamptz not null default 'infinity',
        due_base_at timestamptz,
        project_count integer not null,
        service_count integer not null,
        finding_counts jsonb not null,
        -- What follows from the projects that have it, and what it was weighed by.
        assessment jsonb not null,
        published timestamptz,
        modified timestamptz not null,
        processed_at timestamptz not null,
        withdrawn_at timestamptz,
        first_detected_at timestamptz not null,
        last_seen_at timestamptz not null,
        resolved_at timestamptz,
        regressed boolean not null default false,
        superseded_by integer references alias_group (key),
        is_test boolean not null default false,
        correlation_id text not null,
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      create index apv_by_urgency on apv (urgency, due_at, id);
      create index apv_by_status on apv (status, urgency, due_at, id);
      create index apv_by_due on apv (due_at, id);
      create index apv_by_cvss on apv (cvss desc nulls last, id);
      create index apv_by_epss on apv (epss desc nulls last, id);
      create index apv_by_detected on apv (first_detected_at desc, id);
      create index apv_by_modified on apv (modified desc, id);
      create index apv_by_services on apv (service_count desc, id);

      -- What the records say; large, and untouched by changes of findings.
      create table apv_words (
        group_key integer primary key references apv (group_key) on delete cascade,
        ecosystems text[] not null,
        packages text[] not null,
        search tsvector not null,
        document jsonb not null
      );
      create index apv_packages on apv_words using gin (packages);
      create index apv_ecosystems on apv_words using gin (ecosystems);
      create index apv_search on apv_words using gin (search);

      create table apv_history (
        group_key integer not null references apv (group_key) on delete cascade,
        version integer not null,
        from_status text,
        to_status text not null,
        at timestamptz not null,
        actor text not null,
        by_whom text,
        reason text not null,
        correlation_id text not null,
        primary key (group_key, version)
      );

      -- Numbers of codes: a sequence waits for nobody; a day begins where the one before ended.
      create sequence apv_code;
      create table apv_day (day date primary key, base bigint not null);

      -- Decisions that hold beyond the finding they were taken on.
      create table acceptance (
        id uuid primary key,
        kind text not null,
        scope text not null,
        group_key integer not null references alias_group (key),
        project_key integer references project (key),
        component_key integer references component (key),
        finding_id uuid,
        base_ecosystem text,
        name_key text,
        version_range text,
        reason text not null,
        owner text not null,
        expires_at timestamptz,
        vex jsonb,
        decision_id text,
        ended_at timestamptz,
        ended_reason text,
        correlation_id text not null,
        version integer not null default 1,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        check (kind = 'vex' or expires_at is not null)
      );
      create index acceptance_in_force on acceptance (group_key) where ended_at is null;
      create index acceptance_expiring on acceptance (expires_at) where ended_at is null;
    `;
  },
};
