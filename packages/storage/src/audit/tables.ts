/** Rows of the audit log; see migrations 0011 and 0051. */
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
  audit_keys: {
    place: number;
    key_id: string;
    public_key: string;
    created_at: Date;
    previous_key_id: string | null;
    signature: string;
  };
  audit_checkpoints: {
    size: string;
    origin: string;
    root: string;
    at: Date;
    prev_digest: string | null;
    key_id: string;
    signature: string;
    frontier: Buffer[];
  };
}
