import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** Scans with their counters. */
export interface ScanTables {
  scan: {
    key: Generated<string>;
    id: string;
    project_key: number | null;
    trigger: string;
    state: string;
    counters: Json<Record<string, unknown>>;
    sources_used: Generated<string[]>;
    scan_passed: boolean | null;
    generation: number | null;
    snapshot_key: string | null;
    upload_digest: Buffer | null;
    upload_kind: string | null;
    cancel_requested: Generated<boolean>;
    least_severity_rank: number | null;
    errors: Json<readonly Record<string, unknown>[]>;
    correlation_id: string;
    queued_at: Date;
    started_at: Date | null;
    finished_at: Date | null;
    version: Generated<number>;
  };
}
