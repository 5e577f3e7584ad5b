import { createHash } from 'node:crypto';
import { canonicalJson } from '@maximus/kernel';
import type { AuditRow } from '@maximus/storage';

const LEAF = Buffer.of(0x00);

/**
 * The bytes that a leaf hashes: the row as canonical JSON (hitl.md §7), without its hash. The actor's name is not in it
 * but for a salted digest, so that erasing a name leaves the hash as it was; absent fields are left out.
 */
export function leafBytes(row: Omit<AuditRow, 'actorName' | 'leafHash' | 'seq'> & { readonly seq: number }): Buffer {
  const text = canonicalJson({
    format: 1,
    seq: row.seq,
    log_id: row.logId,
    at: row.at.toISOString(),
    actor: {
      kind: row.actorKind,
      id: row.actorId,
      user_id: row.actorUserId ?? undefined,
      name_digest: row.actorNameDigest.toString('hex'),
    },
    action: row.action,
    entity: { kind: row.entityKind, id: row.entityId },
    decision_id: row.decisionId ?? undefined,
    details: JSON.parse(row.details) as unknown,
    reason: row.reason ?? undefined,
    ip_address: row.ipAddress ?? undefined,
    user_agent: row.userAgent ?? undefined,
    session_id: row.sessionId ?? undefined,
    correlation_id: row.correlationId,
    request_id: row.requestId ?? undefined,
    trace_id: row.traceId ?? undefined,
  });
  return Buffer.from(text, 'utf8');
}

/** SHA-256(0x00 ‖ leaf bytes), as in RFC 6962 §2.1. */
export function leafHash(row: Parameters<typeof leafBytes>[0]): Buffer {
  return createHash('sha256').update(LEAF).update(leafBytes(row)).digest();
}
