import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
type Bytes = Buffer;

/** Projects and what they are made of. `key` is the compact number that tables refer to; `id` is what is shown. */
export interface EstateTables {
  project: {
    key: Generated<number>;
    id: string;
    name: string;
    slug: string;
    source_kind: string;
    /** ProjectSource without its kind. */
    source: Json<Record<string, string>>;
    default_branch: string | null;
    team: string | null;
    labels: Json<Record<string, string>>;
    services: string[];
    exposure: string;
    criticality: string;
    scan_period_seconds: number | null;
    policy_id: string | null;
    archived: Generated<boolean>;
    is_test: Generated<boolean>;
    snapshot_key: string | null;
    check_state: Generated<string>;
    component_count: Generated<number>;
    last_scan_at: Date | null;
    /** The last complete check. */
    checked_at: Date | null;
    next_scan_at: Date | null;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  component: {
    key: Generated<number>;
    id: string;
    purl: string;
    /** What a manifest asks for, where no lock fixes a version; empty otherwise. */
    requested: Generated<string>;
    ecosystem: string;
    base_ecosystem: string;
    name: string;
    /** Name in the form by which the advisory index finds it. */
    name_key: string;
    version: string | null;
    integrity: string | null;
    licences: Generated<string[]>;
    first_seen_at: Date;
    /** Generation of the index that it was first judged with; deltas keep it up to date since. */
    judged_generation: number | null;
    /** Entries of the index that name its package. */
    advisories: Generated<number>;
    /** Why it could not be judged. */
    doubt: string | null;
  };
  content: {
    digest: Bytes;
    kind: string;
    /** zstd. */
    bytes: Bytes;
    raw_size: string;
    created_at: Date;
  };
  snapshot: {
    key: Generated<string>;
    id: string;
    project_key: number;
    commit_id: string | null;
    ref: string | null;
    taken_at: Date;
    tool: string;
    status: string;
    check_state: string;
    content_digest: Bytes | null;
    files: Json<readonly Record<string, unknown>[]>;
    component_count: Generated<number>;
    added: Generated<number>;
    removed: Generated<number>;
    diff_from: string | null;
    /** A patch refers to it: never removed. */
    pinned: Generated<boolean>;
    version: Generated<number>;
    created_at: Date;
  };
  project_file: {
    key: Generated<number>;
    project_key: number;
    path: string;
    format: string;
  };
  occurrence: {
    component_key: number;
    project_key: number;
    file_key: number;
    /** Place in `scopeCodes`. */
    scope: number;
    direct: boolean;
    line: number | null;
    requested: string | null;
    override: string | null;
  };
}
