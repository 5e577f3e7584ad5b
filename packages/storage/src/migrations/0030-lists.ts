import type { Migration } from './types.ts';

/**
 * An index for every sort that a list offers, in both directions. Lists of findings that sort by what the APV says walk
 * the APVs in that order and the findings of each: thousands of rows to filter and not a million, and a forecast that
 * changes rewrites no index of a finding.
 */
export const lists: Migration = {
  id: '0030-lists',
  up(sql) {
    return sql`
      -- Lists are read from these three alone: what they sort and filter by is in the index.
      drop index finding_by_group;
      create index finding_by_group on finding (group_key, project_key, id)
        include (status, scope, reachability, direct, ecosystem, first_seen_at, status_changed_at);
      drop index finding_by_first_seen;
      create index finding_by_first_seen on finding (first_seen_at, id)
        include (group_key, project_key, status, scope, direct, ecosystem);
      drop index finding_by_change;
      create index finding_by_change on finding (status_changed_at, id)
        include (group_key, project_key, status, scope, direct, ecosystem);
      drop index finding_by_project;
      create index finding_by_project on finding (project_key, status, group_key);
      -- Small ones, for what is rare.
      drop index finding_by_status;
      create index finding_by_status on finding (status);
      create index finding_by_scope on finding (scope);
      create index finding_by_ecosystem on finding (ecosystem);
      drop index finding_by_package;
      create index finding_by_package on finding (package);
      drop index finding_by_urgency;
      drop index finding_by_severity;
      drop index finding_by_cvss;
      drop index finding_by_epss;
      drop index finding_by_due;

      drop index apv_by_urgency;
      create index apv_by_urgency on apv (urgency, due_at, group_key);
      drop index apv_by_status;
      create index apv_by_status on apv (status, urgency, due_at, group_key);
      drop index apv_by_due;
      create index apv_by_due on apv (due_at, group_key);
      create index apv_by_severity on apv (severity_rank, group_key);
      -- Nulls are last in both directions, which no one index can give.
      drop index apv_by_cvss;
      create index apv_by_cvss on apv (cvss desc nulls last, group_key);
      create index apv_by_cvss_up on apv (cvss, group_key desc);
      drop index apv_by_epss;
      create index apv_by_epss on apv (epss desc nulls last, group_key);
      create index apv_by_epss_up on apv (epss, group_key desc);
      drop index apv_by_detected;
      create index apv_by_detected on apv (first_detected_at desc, group_key);
      drop index apv_by_modified;
      create index apv_by_modified on apv (modified desc, group_key);
      drop index apv_by_services;
      create index apv_by_services on apv (service_count desc, group_key);

      create index project_by_slug on project (slug, id) where not archived;
      create index project_by_last_scan_down on project (last_scan_at desc nulls last, id desc) where not archived;
      create index project_archived_by_name on project (name, id) where archived;
      create index project_archived_by_slug on project (slug, id) where archived;
      create index project_archived_by_last_scan on project (last_scan_at, id) where archived;
      create index project_archived_by_last_scan_down on project (last_scan_at desc nulls last, id desc) where archived;
      create index project_archived_by_created on project (created_at, id) where archived;

      create index component_by_first_seen on component (first_seen_at, key);
      create index component_by_ecosystem on component (base_ecosystem, purl, requested);
      create index component_by_ecosystem_first_seen on component (base_ecosystem, first_seen_at, key);

      drop index scan_by_queued;
      create index scan_by_queued on scan (queued_at, id);
      drop index scan_by_project;
      create index scan_by_project on scan (project_key, queued_at, id);
      drop index scan_by_state;
      create index scan_by_state on scan (state, queued_at, id);

      -- Prefixes of ids, whatever the order of texts in the database.
      create index alias_member_by_prefix on alias_member (name text_pattern_ops);
      create index apv_history_by_time on apv_history (at);
    `;
  },
};
