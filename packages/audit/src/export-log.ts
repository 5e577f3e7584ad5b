import { createHash } from 'node:crypto';
import { type Clock, canonicalJson } from '@maximus/kernel';
import { type AuditExportRow, auditCheckpointRows, auditExportRows, type Writer } from '@maximus/storage';
import { checkpointOf, keyOf } from './checkpoints/statements.ts';

/** The format of an export: one canonical JSON object per line, the last one with the digest of all before it. */
const exportFormat = 'maximus-audit-export/1';

const PAGE = 1_000;
const MOST_STRAYS = 100;

/**
 * The whole log as lines: keys, checkpoints, then every place in its order, as the tables hold it. What is missing or stands
 * where it cannot belong is exported as that, so that `verifyExport` finds it.
 */
export async function* exportLines(db: Writer, clock: Clock): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const line = (value: object): string => {
    const text = `${canonicalJson(value)}\n`;
    digest.update(text);
    return text;
  };
  yield line({ type: 'export', format: exportFormat, at: new Date(clock.now()).toISOString() });
  for (const row of await auditCheckpointRows.keys(db)) yield line({ type: 'key', ...keyOf(row) });
  for (let size = 0; ; ) {
    const rows = await auditCheckpointRows.after(db, size, PAGE);
    for (const row of rows) yield line({ type: 'checkpoint', ...checkpointOf(row) });
    if (rows.length < PAGE) break;
    size = Number(rows.at(-1)?.size);
  }
  let entries = 0;
  for (let seq = 0; ; ) {
    const rows = await auditExportRows.placed(db, seq, PAGE);
    for (const row of rows) yield line(lineOf(row));
    entries += rows.length;
    if (rows.length < PAGE) break;
    seq = rows.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER;
  }
  for (const row of await auditExportRows.strays(db, MOST_STRAYS)) yield line(lineOf(row));
  yield `${canonicalJson({ type: 'end', entries, sha256: digest.digest('hex') })}\n`;
}

function lineOf(row: AuditExportRow): object {
  return {
    type: 'entry',
    seq: row.seq,
    log_id: row.logId,
    leaf_hash: row.leafHash?.toString('hex') ?? null,
    at: row.at?.toISOString() ?? null,
    actor_kind: row.actorKind,
    actor_id: row.actorId,
    actor_user_id: row.actorUserId,
    actor_name_digest: row.actorNameDigest?.toString('hex') ?? null,
    action: row.action,
    entity_kind: row.entityKind,
    entity_id: row.entityId,
    decision_id: row.decisionId,
    details: row.details,
    reason: row.reason,
    ip_address: row.ipAddress,
    user_agent: row.userAgent,
    session_id: row.sessionId,
    correlation_id: row.correlationId,
    request_id: row.requestId,
    trace_id: row.traceId,
    name: row.name,
    name_salt: row.nameSalt?.toString('hex') ?? null,
    name_kind: row.nameKind,
    name_id: row.nameId,
  };
}
