import { formatId } from '@maximus/kernel';
import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** A place of the log with what stands there; everything of the entry is null where the entry is gone. */
export interface AuditExportRow {
  /** Null for an entry that has no place and does not wait for one. */
  readonly seq: number | null;
  readonly logId: string;
  readonly leafHash: Buffer | null;
  readonly at: Date | null;
  readonly actorKind: string | null;
  readonly actorId: string | null;
  readonly actorUserId: string | null;
  readonly actorNameDigest: Buffer | null;
  readonly action: string | null;
  readonly entityKind: string | null;
  readonly entityId: string | null;
  readonly decisionId: string | null;
  readonly details: string | null;
  readonly reason: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly sessionId: string | null;
  readonly correlationId: string | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  /** Null when it was erased, or when its row is gone. */
  readonly name: string | null;
  readonly nameSalt: Buffer | null;
  readonly nameKind: string | null;
  readonly nameId: string | null;
}

type Raw = Omit<AuditExportRow, 'seq'> & { readonly seq: string | null };

const columns = sql`e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", e.actor_user_id as "actorUserId",
  e.actor_name_digest as "actorNameDigest", e.action, e.entity_kind as "entityKind", e.entity_id as "entityId",
  e.decision_id as "decisionId", e.details, e.reason, e.ip_address as "ipAddress", e.user_agent as "userAgent",
  e.session_id as "sessionId", e.correlation_id as "correlationId", e.request_id as "requestId", e.trace_id as "traceId",
  n.name, n.salt as "nameSalt", n.kind as "nameKind", n.id as "nameId"`;

/** The log as it stands in the tables, for those who check it: nothing is left out and nothing put right. */
export const auditExportRows = {
  /** Places after `seq` in their order. */
  async placed(db: Writer, seq: number, limit: number): Promise<readonly AuditExportRow[]> {
    const { rows } = await sql<Raw>`
      select l.seq, l.log_id as "logId", l.leaf_hash as "leafHash", ${columns}
      from audit_leaves l left join audit_entries e using (log_id) left join audit_names n on n.digest = e.actor_name_digest
      where l.seq > ${seq} order by l.seq limit ${limit}
    `.execute(db.kysely);
    return rows.map(recordOf);
  },

  /** Entries that have no place and do not wait for one: nobody could have put them there but by hand. */
  async strays(db: Writer, limit: number): Promise<readonly AuditExportRow[]> {
    const { rows } = await sql<Raw>`
      select null as seq, e.log_id as "logId", null as "leafHash", ${columns}
      from audit_entries e left join audit_names n on n.digest = e.actor_name_digest
      where not exists (select from audit_leaves l where l.log_id = e.log_id)
        and not exists (select from audit_waiting w where w.log_id = e.log_id)
      order by e.log_id limit ${limit}
    `.execute(db.kysely);
    return rows.map(recordOf);
  },
} as const;

function recordOf({ seq, logId, ...rest }: Raw): AuditExportRow {
  return { ...rest, seq: seq === null ? null : Number(seq), logId: formatId('log', logId) };
}
