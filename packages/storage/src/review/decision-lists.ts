import { type SelectQueryBuilder, sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { SortColumn } from '../lists/index.ts';
import type { Tables } from '../tables.ts';
import type { DecisionRow } from './to-decision.ts';

/** What a list of decisions is narrowed by; what is absent does not narrow. */
export interface DecisionFilter {
  readonly status?: string | undefined;
  /** 0 for critical to 3 for low. */
  readonly priority?: number | undefined;
  readonly severity?: string | undefined;
  /** -1 leaves nothing. */
  readonly projectKey?: number | undefined;
  /** Id of a user; null for nobody's. */
  readonly assignee?: string | null | undefined;
  readonly decidedBy?: string | undefined;
  readonly sla?: 'ok' | 'at_risk' | 'breached' | undefined;
  readonly text?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

const id: SortColumn = { column: 'decision.id', type: 'uuid', direction: 'asc' };

/** The sorts of the queue; each has an index. */
export const queueOrders: Readonly<Record<'risk' | 'created_at' | 'sla', readonly SortColumn[]>> = {
  risk: [
    { column: 'decision.urgency', type: 'integer', direction: 'asc' },
    { column: 'decision.created_at', type: 'timestamptz', direction: 'asc' },
    id,
  ],
  created_at: [{ column: 'decision.created_at', type: 'timestamptz', direction: 'asc' }, id],
  sla: [{ column: 'decision.sla_breach_at', type: 'timestamptz', direction: 'asc' }, id],
};

/** Newest first. */
export const newestOrder: readonly SortColumn[] = [
  { column: 'decision.created_at', type: 'timestamptz', direction: 'desc' },
  { ...id, direction: 'desc' },
];

type Query = SelectQueryBuilder<Tables, 'decision', DecisionRow>;

/** The decisions that wait for people, or those that were put away. */
export function queueQuery(db: Writer, filter: DecisionFilter, snoozed: boolean, nowMs: number): Query {
  const rows = db.kysely.selectFrom('decision').selectAll('decision');
  const waiting = snoozed
    ? rows.where('decision.snoozed', '=', true)
    : rows.where(sql<boolean>`decision.status in ('pending', 'escalated') and not decision.snoozed`);
  return narrowed(waiting, filter, nowMs);
}

/** Decisions of every state. */
export function decisionQuery(db: Writer, filter: DecisionFilter, nowMs: number): Query {
  return narrowed(db.kysely.selectFrom('decision').selectAll('decision'), filter, nowMs);
}

function narrowed(query: Query, filter: DecisionFilter, nowMs: number): Query {
  let rows = query;
  if (filter.status !== undefined) rows = rows.where('decision.status', '=', filter.status as DecisionRow['status']);
  if (filter.priority !== undefined) rows = rows.where('decision.priority', '=', filter.priority);
  if (filter.severity !== undefined) rows = rows.where('decision.severity', '=', filter.severity);
  if (filter.projectKey !== undefined) rows = rows.where('decision.project_key', '=', filter.projectKey);
  if (filter.assignee !== undefined)
    rows = rows.where('decision.assignee', filter.assignee === null ? 'is' : '=', filter.assignee);
  if (filter.decidedBy !== undefined) rows = rows.where('decision.decided_by', '=', filter.decidedBy);
  if (filter.from !== undefined) rows = rows.where('decision.created_at', '>=', filter.from);
  if (filter.to !== undefined) rows = rows.where('decision.created_at', '<', filter.to);
  if (filter.text !== undefined && filter.text.trim() !== '')
    rows = rows.where(sql<boolean>`decision.words @@ plainto_tsquery('simple', ${filter.text})`);
  if (filter.sla !== undefined) rows = rows.where(slaIs(filter.sla, new Date(nowMs)));
  return rows;
}

function slaIs(state: NonNullable<DecisionFilter['sla']>, now: Date) {
  const running = sql`decision.sla_left_seconds is null`;
  const breached = sql`(decision.sla_told = 2 or (${running} and decision.sla_breach_at <= ${now}::timestamptz))`;
  const atRisk = sql`(decision.sla_told >= 1 or (${running} and decision.sla_at_risk_at <= ${now}::timestamptz))`;
  if (state === 'breached') return sql<boolean>`${breached}`;
  if (state === 'at_risk') return sql<boolean>`(${atRisk} and not ${breached})`;
  return sql<boolean>`not ${atRisk}`;
}

/** How many rows of a query there are per priority, critical first. */
export async function countsByPriority(query: Query): Promise<readonly number[]> {
  const rows = await query
    .clearSelect()
    .select(['decision.priority', sql<number>`count(*)::int`.as('n')])
    .groupBy('decision.priority')
    .execute();
  const counts = [0, 0, 0, 0];
  for (const { priority, n } of rows) counts[priority] = n;
  return counts;
}
