/** Rows of the audit log; see migration 0011. */
export interface AuditTables {
  audit_names: {
    digest: Buffer;
    kind: string;
    id: string;
    name: string | null;
    salt: Buffer | null;
    erased_at: Date | null;
  };
  audit_entries: {
    log_id: string;
    at: Date;
    actor_kind: string;
    actor_id: string;
    actor_user_id: string | null;
    actor_name_digest: Buffer;
    action: string;
    entity_kind: string;
    entity_id: string;
    decision_id: string | null;
    /** Canonical JSON, kept as text so that the bytes that were hashed stay the bytes that are stored. */
    details: string;
    reason: string | null;
    ip_address: string | null;
    user_agent: string | null;
    session_id: string | null;
    correlation_id: string;
    request_id: string | null;
    trace_id: string | null;
  };
  audit_leaves: { seq: string; log_id: string; leaf_hash: Buffer };
  audit_waiting: { log_id: string };
}
