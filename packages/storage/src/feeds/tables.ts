import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** Feeds with their state, and how far the estate is matched. */
export interface FeedTables {
  feed: {
    id: string;
    kind: string;
    enabled: boolean;
    url: string;
    period_seconds: number;
    state: Generated<string>;
    last_attempt_at: Date | null;
    last_success_at: Date | null;
    next_run_at: Date | null;
    cursor: string | null;
    etag: string | null;
    records_total: Generated<number>;
    added: Generated<number>;
    changed: Generated<number>;
    withdrawn: Generated<number>;
    errors_in_a_row: Generated<number>;
    last_error: Json<{ readonly code: string; readonly message: string } | null>;
    last_duration_ms: number | null;
    freshness_limit_seconds: number;
    version: Generated<number>;
    updated_at: Date;
  };
  match_state: {
    one: Generated<boolean>;
    generation: number;
    digest: string;
    built_at: Date;
    matched_at: Date;
  };
  drift_check: {
    at: Date;
    generation: number;
    sampled: number;
    drifted: number;
    detail: Json<readonly Record<string, unknown>[]>;
  };
}
