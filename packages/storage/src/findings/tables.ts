import type { FindingStatus } from '@maximus/contracts';
import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
/** PostgreSQL's `infinity` stands for "no date", so that rows without one sort last; the driver gives `Infinity`. */
type DateOrNever = ColumnType<Date | number, Date | string, Date | string>;

/** What matches, what it means for each project, and how that changed. */
export interface FindingTables {
  alias_group: {
    key: Generated<number>;
    id: string;
    primary_id: string;
    first_seen_at: Date;
    superseded_by: number | null;
    split_from: number | null;
    /** A record that no feed brings, of a test. */
    own_record: Json<Record<string, unknown> | null>;
    created_at: Date;
  };
  alias_member: {
    /** Lower case. */
    name: string;
    group_key: number;
    id: string;
    is_record: boolean;
    first_seen_at: Date;
  };
  component_match: {
    component_key: number;
    group_key: number;
    /** Over everything below; equal means that nothing is to be written. */
    fingerprint: string;
    kind: string;
    confidence: string;
    fixed_version: string | null;
    removed_by: string | null;
    fixed_versions: string[];
    matched: Json<readonly Record<string, string>[]>;
  };
  finding: {
    id: string;
    project_key: number;
    component_key: number;
    group_key: number;
    status: FindingStatus;
    resolution: string | null;
    scope: number;
    direct: boolean;
    reachability: Generated<number>;
    ecosystem: string;
    package: string;
    first_seen_at: Date;
    last_seen_at: Date;
    status_changed_at: Date;
    resolved_at: Date | null;
    regressed_count: Generated<number>;
    vex: Json<Record<string, unknown> | null>;
    acceptance_id: string | null;
    confirmation: Json<Record<string, unknown> | null>;
    reachability_detail: Json<Record<string, unknown> | null>;
    patch_ids: Generated<string[]>;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  finding_history: {
    finding_id: string;
    version: number;
    from_status: FindingStatus | null;
    to_status: FindingStatus;
    at: Date;
    actor: string;
    by_whom: string | null;
    reason: string;
    correlation_id: string;
  };
  apv: {
    group_key: number;
    id: string;
    code: string;
    primary_id: string;
    cve_id: string | null;
    kind: string;
    summary: string;
    status: string;
    status_reason: string | null;
    status_changed_at: Date;
    check_state: string;
    severity: string;
    severity_rank: number;
    cvss: number | null;
    epss: number | null;
    in_kev: boolean;
    /** 0 for low to 3 for critical. */
    priority: number;
    score: number;
    urgency: number;
    due_at: DateOrNever;
    /** When the inputs of the deadline last worsened. */
    due_base_at: Date | null;
    project_count: number;
    service_count: number;
    finding_counts: Json<Record<string, number>>;
    /** What follows from the projects that have it, and what it was weighed by. */
    assessment: Json<Record<string, unknown>>;
    published: Date | null;
    modified: Date;
    processed_at: Date;
    withdrawn_at: Date | null;
    first_detected_at: Date;
    last_seen_at: Date;
    resolved_at: Date | null;
    regressed: Generated<boolean>;
    superseded_by: number | null;
    is_test: Generated<boolean>;
    correlation_id: string;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  apv_words: {
    group_key: number;
    ecosystems: string[];
    packages: string[];
    search: string;
    document: Json<Record<string, unknown>>;
  };
  apv_history: {
    group_key: number;
    version: number;
    from_status: string | null;
    to_status: string;
    at: Date;
    actor: string;
    by_whom: string | null;
    reason: string;
    correlation_id: string;
  };
  apv_day: { day: string; base: string };
  acceptance: {
    id: string;
    kind: 'acceptance' | 'vex';
    scope: string;
    group_key: number;
    project_key: number | null;
    component_key: number | null;
    finding_id: string | null;
    base_ecosystem: string | null;
    name_key: string | null;
    version_range: string | null;
    reason: string;
    owner: string;
    expires_at: Date | null;
    vex: Json<Record<string, unknown> | null>;
    decision_id: string | null;
    ended_at: Date | null;
    ended_reason: string | null;
    correlation_id: string;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
}
