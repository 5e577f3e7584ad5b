import type { Actor, DecisionState, StateChange } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { type Insertable, sql } from 'kysely';
import { isUniqueViolation, type Tx, type Writer } from '../database/index.ts';
import { toStateChange } from '../states/index.ts';
import type { ReviewTables } from './tables.ts';
import type { DecisionRow } from './to-decision.ts';

/** A decision to open; `words` is plain text that the queue is searched by. */
export type NewDecision = Omit<
  Insertable<ReviewTables['decision']>,
  'document' | 'votes' | 'previous' | 'snooze_base' | 'words'
> & { readonly document: object; readonly votes: readonly object[]; readonly words: string };

/** Columns of a decision that change after it was opened. */
export type DecisionSet = Partial<
  Omit<
    DecisionRow,
    'id' | 'document' | 'votes' | 'previous' | 'snooze_base' | 'words' | 'version' | 'created_at' | 'updated_at'
  >
> & {
  readonly votes?: readonly object[];
  readonly previous?: object | null;
  readonly snooze_base?: object | null;
};

/** Who changes a decision, when, why and in which chain. */
export interface DecisionChange {
  readonly actor: Actor;
  readonly byWhom?: string | null;
  readonly reason: string;
  readonly atMs: number;
  readonly correlationId: string;
}

/** Opens a decision with its first history row; `undefined` where one is open for the subject already. */
async function open(tx: Tx, decision: NewDecision, change: DecisionChange): Promise<DecisionRow | undefined> {
  await sql`savepoint new_decision`.execute(tx.kysely);
  try {
    const row = await tx.kysely
      .insertInto('decision')
      .values({
        ...decision,
        document: JSON.stringify(decision.document),
        votes: JSON.stringify(decision.votes),
        snooze_base: sql`null`,
        previous: sql`null`,
        words: sql`to_tsvector('simple', ${decision.words})`,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeHistory(tx, row, null, change);
    return row;
  } catch (error) {
    if (!isUniqueViolation(error, 'decision_open')) throw error;
    await sql`rollback to savepoint new_decision`.execute(tx.kysely);
    return undefined;
  }
}

/**
 * Writes a change in one conditional update: only while the decision still has the version that was read. Answers it as it
 * is now; `undefined` when somebody else was first, and then nothing was written (hitl.md §2).
 */
async function save(
  tx: Tx,
  row: DecisionRow,
  set: DecisionSet,
  change: DecisionChange,
): Promise<DecisionRow | undefined> {
  const { votes, previous, snooze_base, ...columns } = set;
  const saved = await tx.kysely
    .updateTable('decision')
    .set({
      ...columns,
      ...(votes !== undefined && { votes: JSON.stringify(votes) }),
      ...(previous !== undefined && { previous: json(previous) }),
      ...(snooze_base !== undefined && { snooze_base: json(snooze_base) }),
      version: row.version + 1,
      updated_at: new Date(change.atMs),
    })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirst();
  if (saved !== undefined) await writeHistory(tx, saved, row.status, change);
  return saved;
}

function json(value: object | null) {
  return value === null ? sql<string>`null` : JSON.stringify(value);
}

async function writeHistory(
  tx: Tx,
  row: DecisionRow,
  from: DecisionState | null,
  { actor, byWhom, reason, atMs, correlationId }: DecisionChange,
): Promise<void> {
  await tx.kysely
    .insertInto('decision_history')
    .values({
      decision_id: row.id,
      version: row.version,
      from_status: from,
      to_status: row.status,
      at: new Date(atMs),
      actor,
      by_whom: byWhom ?? null,
      reason,
      correlation_id: correlationId,
    })
    .execute();
}

/** One decision by `dec_…` or UUID. */
async function find(db: Writer, id: string): Promise<DecisionRow | undefined> {
  const uuid = parseId('dec', id) ?? id;
  if (!uuidForm.test(uuid)) return undefined;
  return await db.kysely.selectFrom('decision').selectAll().where('id', '=', uuid).executeTakeFirst();
}

/** The same, locked until the end of the transaction. */
async function lock(tx: Tx, id: string): Promise<DecisionRow | undefined> {
  const uuid = parseId('dec', id) ?? id;
  if (!uuidForm.test(uuid)) return undefined;
  return await tx.kysely.selectFrom('decision').selectAll().where('id', '=', uuid).forNoKeyUpdate().executeTakeFirst();
}

/** Decisions of a subject, newest first, locked; the newest one is the one that counts. */
async function lockOfSubject(tx: Tx, kind: string, subjectId: string): Promise<readonly DecisionRow[]> {
  return await tx.kysely
    .selectFrom('decision')
    .selectAll()
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .orderBy('id', 'desc')
    .forNoKeyUpdate()
    .execute();
}

/** The newest decision of a subject. */
async function newestOf(db: Writer, kind: string, subjectId: string): Promise<DecisionRow | undefined> {
  return await db.kysely
    .selectFrom('decision')
    .selectAll()
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** How a decision came to be what it is, first step first. */
async function history(db: Writer, uuid: string): Promise<StateChange[]> {
  const steps = await db.kysely
    .selectFrom('decision_history')
    .selectAll()
    .where('decision_id', '=', uuid)
    .orderBy('version')
    .execute();
  return steps.map(toStateChange);
}

/** UUIDs of decisions whose time has come: held ones past their window, clocks past a mark, snoozes past their end. */
async function due(db: Writer, nowMs: number, limit: number): Promise<readonly string[]> {
  const now = new Date(nowMs);
  const { rows } = await sql<{ id: string }>`
    (select id from decision where effect = 'held' and effect_at <= ${now}::timestamptz order by effect_at limit ${limit})
    union
    (select id from decision where status in ('pending', 'escalated') and sla_left_seconds is null
      and ((sla_told = 0 and sla_at_risk_at <= ${now}::timestamptz) or (sla_told < 2 and sla_breach_at <= ${now}::timestamptz))
      limit ${limit})
    union
    (select id from decision where snoozed and snooze_until <= ${now}::timestamptz limit ${limit})
  `.execute(db.kysely);
  return rows.map(({ id }) => id);
}

/** Decisions that sleep until something happens. */
async function sleeping(db: Writer, limit: number): Promise<readonly DecisionRow[]> {
  return await db.kysely
    .selectFrom('decision')
    .selectAll()
    .where('snoozed', '=', true)
    .where('snooze_condition', 'is not', null)
    .orderBy('snoozed_at')
    .limit(limit)
    .execute();
}

/** How many decisions a policy approved by itself since a time. */
async function autoApprovedSince(db: Writer, policyId: string, sinceMs: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from decision where decided_at >= ${new Date(sinceMs)}::timestamptz
      and decided_by like ${`policy:${policyId.replaceAll(/[\\%_]/g, '\\$&')}@%`} and status = 'auto_approved'
  `.execute(db.kysely);
  return rows[0]?.n ?? 0;
}

/** One approval of a policy at a time, so that its cap holds. */
async function lockPolicy(tx: Tx, policyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`review policy ${policyId}`}, 0))`.execute(tx.kysely);
}

const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The repository of decisions; `open` and `save` are the only ways in which one changes. */
export const decisions = {
  open,
  save,
  find,
  lock,
  lockOfSubject,
  newestOf,
  history,
  due,
  sleeping,
  autoApprovedSince,
  lockPolicy,
} as const;
