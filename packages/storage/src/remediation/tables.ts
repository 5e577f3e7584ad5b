import type { PatchStatus } from '@maximus/contracts';
import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
/** PostgreSQL's `infinity` stands for "no date". */
type DateOrNever = ColumnType<Date | number, Date | string, Date | string>;

/** Patches, what they are made of, what the arena found of them, and how they left the house. */
export interface RemediationTables {
  blob: { digest: Buffer; bytes: Buffer; raw_size: string; created_at: Date };
  patch: {
    id: string;
    code: string;
    project_key: number;
    kind: string;
    rung: string;
    strategy: string;
    status: PatchStatus;
    status_reason: string | null;
    author: string;
    package: string;
    from_version: string | null;
    to_version: string | null;
    finding_set: Buffer;
    finding_ids: string[];
    apv_ids: string[];
    primary_ids: string[];
    cve_ids: string[];
    severity: string;
    /** 0 for low to 3 for critical. */
    priority: number;
    urgency: number;
    due_at: DateOrNever;
    snapshot_id: string | null;
    group_key: string | null;
    campaign_id: string | null;
    previous_patch_id: string | null;
    base_commit: string;
    base_ref: string | null;
    lock_file: string;
    package_manager: string;
    digest: string;
    diff_digest: string | null;
    patch_size_lines: Generated<number>;
    patch_size_bytes: Generated<number>;
    content: Json<Record<string, unknown>>;
    requeues: Generated<number>;
    evidence_id: string | null;
    evidence_digest: string | null;
    verdict: string | null;
    confidence: number | null;
    decision_id: string | null;
    delivery_id: string | null;
    branch_name: string | null;
    commit_sha: string | null;
    merge_commit: string | null;
    pr_number: number | null;
    pr_url: string | null;
    planned_at: Date;
    generated_at: Date | null;
    validated_at: Date | null;
    decided_at: Date | null;
    delivered_at: Date | null;
    merged_at: Date | null;
    verified_at: Date | null;
    correlation_id: string;
    version: Generated<number>;
    created_at: Date;
    updated_at: Date;
  };
  patch_history: {
    patch_id: string;
    version: number;
    from_status: string | null;
    to_status: string;
    at: Date;
    actor: string;
    by_whom: string | null;
    reason: string;
    correlation_id: string;
  };
  patch_day: { day: string; base: string };
  patch_edit: { patch_id: string; file: string; after_digest: Buffer | null };
  evidence: {
    id: string;
    patch_id: string;
    run_id: string;
    purpose: string;
    digest: Buffer;
    prev_digest: string | null;
    signature: Json<Record<string, unknown>>;
    public_key: string;
    verdict: string;
    confidence: number;
    level: string;
    size_bytes: string;
    sealed_at: Date;
  };
  llm_call: {
    id: string;
    at: Date;
    provider: string;
    model: string;
    strategy: string;
    subject: string;
    patch_id: string | null;
    prompt_digest: Buffer;
    input_tokens: number;
    output_tokens: number;
    cost_usd: number;
    outcome: string;
    answer: string | null;
  };
  evidence_blob: { evidence_id: string; path: string; digest: Buffer };
  delivery: {
    id: string;
    patch_id: string;
    project_key: number;
    forge: string;
    mode: string;
    state: string;
    attempts: Generated<number>;
    last_error: string | null;
    links: Json<Record<string, string>>;
    created_at: Date;
    updated_at: Date;
    version: Generated<number>;
  };
}
