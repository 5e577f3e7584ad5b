import { formatId, parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { AuditTables } from './tables.ts';

/** One entry as it is stored, with its place and its name once it has them. */
export interface AuditRow {
  /** `log_…`. */
  readonly logId: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string;
  /** The person: the actor itself, or whom a token acted for. */
  readonly actorUserId: string | null;
  /** Null when it was erased. */
  readonly actorName: string | null;
  readonly actorNameDigest: Buffer;
  readonly action: string;
  readonly entityKind: string;
  readonly entityId: string;
  readonly decisionId: string | null;
  /** Canonical JSON. */
  readonly details: string;
  readonly reason: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly sessionId: string | null;
  readonly correlationId: string;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly seq: number | null;
  readonly leafHash: Buffer | null;
}

/** What a list of entries asks for. Times are inclusive at the start and exclusive at the end. */
export interface AuditQuery {
  readonly descending: boolean;
  readonly limit: number;
  /** Id of the last entry that was shown. */
  readonly after?: string;
  readonly action?: string;
  readonly actionPrefix?: string;
  /** Id of an actor; a person's id also finds what tokens did for that person. */
  readonly actor?: string;
  readonly entityKind?: string;
  readonly entityId?: string;
  readonly decisionId?: string;
  readonly correlationId?: string;
  readonly from?: Date;
  readonly to?: Date;
}

/** Ids are UUIDv7: they sort by time, but the clock of the id may run this much ahead of `at`. */
const CLOCK_SLACK_MS = 60_000;

/** Entries of the audit log. There is no update and no delete: the tables refuse both. */
export const auditRows = {
  async insert(db: Writer, entry: Omit<AuditRow, 'actorName' | 'seq' | 'leafHash'>): Promise<void> {
    await db.kysely
      .insertInto('audit_entries')
      .values({
        log_id: parseId('log', entry.logId) ?? '',
        at: entry.at,
        actor_kind: entry.actorKind,
        actor_id: entry.actorId,
        actor_user_id: entry.actorUserId,
        actor_name_digest: entry.actorNameDigest,
        action: entry.action,
        entity_kind: entry.entityKind,
        entity_id: entry.entityId,
        decision_id: entry.decisionId,
        details: entry.details,
        reason: entry.reason,
        ip_address: entry.ipAddress,
        user_agent: entry.userAgent,
        session_id: entry.sessionId,
        correlation_id: entry.correlationId,
        request_id: entry.requestId,
        trace_id: entry.traceId,
      })
      .execute();
  },

  async byId(db: Writer, logId: string): Promise<AuditRow | undefined> {
    const uuid = parseId('log', logId);
    if (uuid === undefined) return undefined;
    const row = await selectEntries(db).where('entry.log_id', '=', uuid).executeTakeFirst();
    return row && recordOf(row);
  },

  async list(db: Writer, query: AuditQuery): Promise<readonly AuditRow[]> {
    const direction = query.descending ? 'desc' : 'asc';
    let rows = selectEntries(db);
    if (query.after !== undefined)
      rows = rows.where('entry.log_id', query.descending ? '<' : '>', parseId('log', query.after) ?? null);
    if (query.action !== undefined) rows = rows.where('entry.action', '=', query.action);
    if (query.actionPrefix !== undefined)
      rows = rows.where('entry.action', 'like', `${query.actionPrefix.replaceAll(/[\\%_]/g, '\\$&')}%`);
    if (query.actor !== undefined)
      rows = rows.where(query.actor.startsWith('usr_') ? 'entry.actor_user_id' : 'entry.actor_id', '=', query.actor);
    if (query.entityKind !== undefined) rows = rows.where('entry.entity_kind', '=', query.entityKind);
    if (query.entityId !== undefined) rows = rows.where('entry.entity_id', '=', query.entityId);
    if (query.decisionId !== undefined) rows = rows.where('entry.decision_id', '=', query.decisionId);
    if (query.correlationId !== undefined) rows = rows.where('entry.correlation_id', '=', query.correlationId);
    if (query.from !== undefined)
      rows = rows
        .where('entry.at', '>=', query.from)
        .where('entry.log_id', '>=', firstUuidAt(query.from.getTime() - CLOCK_SLACK_MS));
    if (query.to !== undefined)
      rows = rows
        .where('entry.at', '<', query.to)
        .where('entry.log_id', '<', firstUuidAt(query.to.getTime() + CLOCK_SLACK_MS));
    const found = await rows.orderBy('entry.log_id', direction).limit(query.limit).execute();
    return found.map(recordOf);
  },

  /** Entries that have no place yet, oldest first, taken off the waiting list. */
  async takeWaiting(db: Writer, limit: number): Promise<readonly AuditRow[]> {
    const { rows: taken } = await sql<{ log_id: string }>`
      delete from audit_waiting where log_id in (select log_id from audit_waiting order by log_id limit ${limit})
      returning log_id`.execute(db.kysely);
    if (taken.length === 0) return [];
    const rows = await selectEntries(db)
      .where(
        'entry.log_id',
        'in',
        taken.map(({ log_id }) => log_id),
      )
      .where('leaf.seq', 'is', null)
      .orderBy('entry.log_id')
      .execute();
    return rows.map(recordOf);
  },

  async anyWaiting(db: Writer): Promise<boolean> {
    return (await db.kysely.selectFrom('audit_waiting').select('log_id').limit(1).executeTakeFirst()) !== undefined;
  },
};

type Joined = Selectable<AuditTables['audit_entries']> & {
  readonly actor_name: string | null;
  readonly seq: string | null;
  readonly leaf_hash: Buffer | null;
};

function selectEntries(db: Writer) {
  return db.kysely
    .selectFrom('audit_entries as entry')
    .leftJoin('audit_leaves as leaf', 'leaf.log_id', 'entry.log_id')
    .leftJoin('audit_names as actor', 'actor.digest', 'entry.actor_name_digest')
    .selectAll('entry')
    .select(['leaf.seq', 'leaf.leaf_hash', 'actor.name as actor_name']);
}

/** The least UUIDv7 of a millisecond. */
function firstUuidAt(ms: number): string {
  const hex = Math.max(0, Math.min(ms, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function recordOf(row: Joined): AuditRow {
  return {
    logId: formatId('log', row.log_id),
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorUserId: row.actor_user_id,
    actorName: row.actor_name,
    actorNameDigest: row.actor_name_digest,
    action: row.action,
    entityKind: row.entity_kind,
    entityId: row.entity_id,
    decisionId: row.decision_id,
    details: row.details,
    reason: row.reason,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    sessionId: row.session_id,
    correlationId: row.correlation_id,
    requestId: row.request_id,
    traceId: row.trace_id,
    seq: row.seq === null ? null : Number(row.seq),
    leafHash: row.leaf_hash,
  };
}
