import { type RawBuilder, sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Counts and times of decisions; medians and means are `null` where nothing was decided. */
export interface DecisionFigures {
  readonly total: number;
  readonly pending: number;
  readonly approved: number;
  readonly rejected: number;
  readonly auto_approved: number;
  readonly escalated: number;
  readonly cancelled: number;
  readonly timed: number;
  readonly avg_seconds: number | null;
  readonly median_seconds: number | null;
  readonly p95_seconds: number | null;
  readonly clocked: number;
  readonly breached: number;
  readonly decided_ever: number;
  readonly undone: number;
  readonly settled: number;
  readonly merged: number;
  readonly broken: number;
  readonly verified: number;
  readonly mttr_seconds: number | null;
  readonly agreed: number;
  readonly compared: number;
  readonly truly_right: number;
  readonly truly_compared: number;
  readonly sampled: number;
  readonly sampled_against: number;
  readonly oldest_pending_at: Date | null;
}

/** One step of the course over time. */
export interface PeriodPoint {
  readonly at: Date;
  readonly opened: number;
  readonly decided: number;
  readonly median_seconds: number | null;
}

/** What decisions are looked at. */
interface Scope {
  /** Opened, or decided, since; all where absent. */
  readonly since: Date | undefined;
  readonly projectKey: number | undefined;
}

const decisionSeconds = sql`greatest(0, extract(epoch from d.decided_at - d.created_at) - d.paused_seconds)`;
const isHuman = sql`(d.decided_at is not null and d.status in ('approved', 'rejected'))`;
const wasMerged = sql`(p.merged_at is not null)`;
const isApproved = sql`(d.status in ('approved', 'auto_approved') and d.effect = 'released')`;
const passed = sql`(d.document #>> '{wargaming_result,validation_passed}')::boolean`;
const predicted = sql`(d.document #>> '{ml_prediction,prediction}')::boolean`;
const cameRight = sql`(case when p.status = 'verified' then true
  when p.status in ('rolled_back', 'verification_failed') then false end)`;

const figures = sql`
  count(*)::int as total,
  count(*) filter (where d.status in ('pending', 'escalated'))::int as pending,
  count(*) filter (where d.status = 'approved')::int as approved,
  count(*) filter (where d.status = 'rejected')::int as rejected,
  count(*) filter (where d.status = 'auto_approved')::int as auto_approved,
  count(*) filter (where d.status = 'escalated')::int as escalated,
  count(*) filter (where d.status = 'cancelled')::int as cancelled,
  count(*) filter (where ${isHuman})::int as timed,
  avg(${decisionSeconds}) filter (where ${isHuman})::float8 as avg_seconds,
  percentile_cont(0.5) within group (order by ${decisionSeconds}) filter (where ${isHuman})::float8 as median_seconds,
  percentile_cont(0.95) within group (order by ${decisionSeconds}) filter (where ${isHuman})::float8 as p95_seconds,
  count(*) filter (where ${isHuman} or d.status in ('pending', 'escalated'))::int as clocked,
  count(*) filter (where d.sla_told = 2)::int as breached,
  count(*) filter (where d.decided_at is not null or d.undone_count > 0)::int as decided_ever,
  count(*) filter (where d.undone_count > 0)::int as undone,
  count(*) filter (where ${isApproved} and p.status in
    ('merged', 'verified', 'verification_failed', 'rolled_back', 'failed', 'superseded'))::int as settled,
  count(*) filter (where ${isApproved} and ${wasMerged})::int as merged,
  count(*) filter (where ${isApproved} and ${wasMerged}
    and p.status in ('verification_failed', 'rolled_back'))::int as broken,
  count(*) filter (where ${isApproved} and p.status = 'verified')::int as verified,
  avg(extract(epoch from p.verified_at - f.first_seen)) filter (where p.verified_at is not null)::float8 as mttr_seconds,
  count(*) filter (where ${predicted} = ${passed})::int as agreed,
  count(*) filter (where ${predicted} is not null and ${passed} is not null)::int as compared,
  count(*) filter (where ${predicted} = ${cameRight})::int as truly_right,
  count(*) filter (where ${predicted} is not null and ${cameRight} is not null)::int as truly_compared,
  count(*) filter (where d.is_sampled and d.status in ('approved', 'rejected'))::int as sampled,
  count(*) filter (where d.is_sampled and d.status = 'rejected')::int as sampled_against,
  min(d.created_at) filter (where d.status in ('pending', 'escalated')) as oldest_pending_at`;

function from({ since, projectKey }: Scope): RawBuilder<unknown> {
  const recent =
    since === undefined
      ? sql`true`
      : sql`(d.created_at >= ${since}::timestamptz or d.decided_at >= ${since}::timestamptz
          or d.status in ('pending', 'escalated'))`;
  const ofProject = projectKey === undefined ? sql`true` : sql`d.project_key = ${projectKey}`;
  return sql`from decision d left join patch p on p.id = d.patch_id
    left join lateral (select min(a.first_detected_at) as first_seen from apv a
      where p.verified_at is not null and a.id = any(p.apv_ids::uuid[])) f on true
    where ${recent} and ${ofProject}`;
}

/** The figures of review (hitl.md §6), each in one statement. */
export const reviewFigures = {
  async whole(db: Writer, scope: Scope): Promise<DecisionFigures> {
    const { rows } = await sql<DecisionFigures>`select ${figures} ${from(scope)}`.execute(db.kysely);
    const [row] = rows;
    if (row === undefined) throw new RangeError('an aggregate without a group answers one row');
    return row;
  },

  /** Of each project that has decisions, those with the most first. */
  async byProject(
    db: Writer,
    scope: Scope,
  ): Promise<readonly (DecisionFigures & { readonly project_uuid: string; readonly project: string })[]> {
    const { rows } = await sql<DecisionFigures & { project_uuid: string; project: string }>`
      select g.*, pr.id as project_uuid, pr.slug as project from (
        select d.project_key, ${figures} ${from(scope)} group by d.project_key order by count(*) desc limit 100
      ) g join project pr on pr.key = g.project_key order by g.total desc, pr.key
    `.execute(db.kysely);
    return rows;
  },

  /** What waits per priority, critical first. */
  async pendingByPriority(db: Writer, scope: Scope): Promise<readonly number[]> {
    const { rows } = await sql<{ priority: number; n: number }>`
      select d.priority, count(*)::int as n from decision d
      where d.status in ('pending', 'escalated')
        and (${scope.projectKey ?? null}::int is null or d.project_key = ${scope.projectKey ?? null}::int)
      group by 1
    `.execute(db.kysely);
    const counts = [0, 0, 0, 0];
    for (const { priority, n } of rows) counts[priority] = n;
    return counts;
  },

  /** Mean time from first sight to a verified patch, by priority of the decision. */
  async mttrByPriority(db: Writer, scope: Scope): Promise<ReadonlyMap<number, number>> {
    const { rows } = await sql<{ priority: number; seconds: number | null }>`
      select d.priority, avg(extract(epoch from p.verified_at - f.first_seen))::float8 as seconds ${from(scope)}
        and p.verified_at is not null group by 1
    `.execute(db.kysely);
    return new Map(rows.flatMap(({ priority, seconds }) => (seconds === null ? [] : [[priority, seconds] as const])));
  },

  /** Openings and decisions per step of time; steps without either are absent. */
  async overTime(db: Writer, scope: Scope, step: 'minute' | 'hour' | 'day'): Promise<readonly PeriodPoint[]> {
    const { rows } = await sql<PeriodPoint>`
      with d as (select d.* ${from(scope)}),
      opened as (select date_trunc(${step}, created_at, 'UTC') as at, count(*)::int as n from d group by 1),
      decided as (select date_trunc(${step}, decided_at, 'UTC') as at, count(*)::int as n,
        percentile_cont(0.5) within group (order by ${decisionSeconds})::float8 as median_seconds
        from d where decided_at is not null group by 1)
      select coalesce(o.at, x.at) as at, coalesce(o.n, 0) as opened, coalesce(x.n, 0) as decided, x.median_seconds
      from opened o full join decided x on x.at = o.at order by 1 desc limit 400
    `.execute(db.kysely);
    return [...rows].reverse();
  },
} as const;
