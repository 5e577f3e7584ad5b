import type { AuditEntry } from '@maximus/contracts';
import type { AuditRow } from '@maximus/storage';

/** An entry as the wire shows it. */
export function entryOf(row: AuditRow): AuditEntry {
  return {
    log_id: row.logId as AuditEntry['log_id'],
    seq: row.seq,
    at: row.at.toISOString(),
    actor: {
      kind: row.actorKind as AuditEntry['actor']['kind'],
      id: row.actorId,
      name: row.actorName,
      user_id: row.actorUserId,
    },
    action: row.action,
    entity: { kind: row.entityKind, id: row.entityId },
    decision_id: row.decisionId,
    details: JSON.parse(row.details) as Record<string, unknown>,
    reason: row.reason,
    ip_address: row.ipAddress,
    user_agent: row.userAgent,
    session_id: row.sessionId,
    correlation_id: row.correlationId,
    request_id: row.requestId,
    trace_id: row.traceId,
    leaf_hash: row.leafHash?.toString('hex') ?? null,
  };
}
