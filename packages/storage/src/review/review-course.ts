import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** What the course of review looks at. */
export interface CourseScope {
  /** What came to its end since; all where absent. */
  readonly since: Date | undefined;
  readonly projectKey: number | undefined;
  readonly step: 'minute' | 'hour' | 'day';
}

/** How long remedies took from the first sight of their APV to their verification; seconds. The parts add up to the mean. */
export interface RepairRow {
  /** Start of the step; null for the whole range. */
  readonly at: Date | null;
  /** 0 for low to 3 for critical; null for all of them. */
  readonly priority: number | null;
  readonly n: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly validated: number;
  readonly decided: number;
  readonly merged: number;
  readonly verified: number;
}

/** First decisions of one step, by how much of their time they used. */
export interface ClockRow {
  readonly at: Date;
  readonly in_time: number;
  readonly at_risk: number;
  readonly late: number;
  /** Median share of the time that was used; above 1 it was over. */
  readonly used: number | null;
}

/** Open decisions of one priority (0 for critical) by the state of their clock. */
export interface OpenClockRow {
  readonly priority: number;
  readonly in_time: number;
  readonly at_risk: number;
  readonly late: number;
}

/** What came of the remedies of one rung. */
export interface RungRow {
  readonly rung: string;
  readonly verified: number;
  readonly under_way: number;
  readonly waiting: number;
  readonly rejected: number;
  readonly failed: number;
  readonly dropped: number;
  /** How often the rung was looked at and not taken. */
  readonly not_taken: number;
}

const isRemedy = sql`p.kind = 'remedy'`;

const ofProject = (projectKey: number | undefined, column: string) =>
  projectKey === undefined ? sql`true` : sql`${sql.ref(column)} = ${projectKey}::int`;
const isSince = (since: Date | undefined, column: string) =>
  since === undefined ? sql`true` : sql`${sql.ref(column)} >= ${since}::timestamptz`;

/** How review and its remedies went over time (hitl.md §6). */
export const reviewCourse = {
  /** Repairs that were verified, per step, per priority, and of the whole range; steps without any are absent. */
  async repairs(db: Writer, { since, projectKey, step }: CourseScope): Promise<readonly RepairRow[]> {
    // A stage that a remedy did not pass, or that clocks disagree about, took no time: the parts always add up.
    const { rows } = await sql<RepairRow>`
      with seen as (
        select p.priority, p.verified_at, p.validated_at, p.decided_at, p.merged_at,
          least(p.verified_at, (select min(a.first_detected_at) from apv a where a.id = any(p.apv_ids::uuid[]))) as t0
        from patch p where p.verified_at is not null and ${isRemedy}
          and ${isSince(since, 'p.verified_at')} and ${ofProject(projectKey, 'p.project_key')}
      ),
      one as (select *, least(verified_at, greatest(t0, coalesce(validated_at, t0))) as t1 from seen where t0 is not null),
      two as (select *, least(verified_at, greatest(t1, coalesce(decided_at, t1))) as t2 from one),
      three as (select *, least(verified_at, greatest(t2, coalesce(merged_at, t2))) as t3 from two),
      spans as (
        select date_trunc(${step}, verified_at, 'UTC') as at, priority,
          extract(epoch from verified_at - t0)::float8 as total, extract(epoch from t1 - t0)::float8 as validated,
          extract(epoch from t2 - t1)::float8 as decided, extract(epoch from t3 - t2)::float8 as merged,
          extract(epoch from verified_at - t3)::float8 as verified from three
      )
      select at, priority, count(*)::int as n, avg(total) as mean,
        percentile_cont(0.5) within group (order by total) as median,
        percentile_cont(0.95) within group (order by total) as p95,
        avg(validated) as validated, avg(decided) as decided, avg(merged) as merged, avg(verified) as verified
      from spans group by grouping sets ((at), (at, priority), (priority)) order by at desc nulls first limit 2000
    `.execute(db.kysely);
    return [...rows].reverse();
  },

  /** First decisions per step by how much of their time they used. */
  async clocks(db: Writer, { since, projectKey, step }: CourseScope): Promise<readonly ClockRow[]> {
    const { rows } = await sql<ClockRow>`
      select date_trunc(${step}, d.decided_at, 'UTC') as at,
        count(*) filter (where d.decided_at < d.sla_at_risk_at)::int as in_time,
        count(*) filter (where d.decided_at >= d.sla_at_risk_at and d.decided_at <= d.sla_breach_at)::int as at_risk,
        count(*) filter (where d.decided_at > d.sla_breach_at)::int as late,
        percentile_cont(0.5) within group (order by
          greatest(0, extract(epoch from d.decided_at - d.created_at) - d.paused_seconds)
          / nullif(d.sla_target_seconds, 0))::float8 as used
      from decision d where d.decided_at is not null and d.status in ('approved', 'rejected')
        and ${isSince(since, 'd.decided_at')} and ${ofProject(projectKey, 'd.project_key')}
      group by 1 order by 1 desc limit 400
    `.execute(db.kysely);
    return [...rows].reverse();
  },

  /** What waits now, by priority and the state of its clock; a clock that stands does not run out. */
  async openClocks(db: Writer, projectKey: number | undefined, now: Date): Promise<readonly OpenClockRow[]> {
    const at = sql`${now}::timestamptz`;
    const runs = sql`d.sla_left_seconds is null`;
    const { rows } = await sql<OpenClockRow>`
      select d.priority,
        count(*) filter (where not ${runs} or ${at} < d.sla_at_risk_at)::int as in_time,
        count(*) filter (where ${runs} and ${at} >= d.sla_at_risk_at and ${at} <= d.sla_breach_at)::int as at_risk,
        count(*) filter (where ${runs} and ${at} > d.sla_breach_at)::int as late
      from decision d where d.status in ('pending', 'escalated') and ${ofProject(projectKey, 'd.project_key')}
      group by 1 order by 1
    `.execute(db.kysely);
    return rows;
  },

  /** What came of every rung: of the remedies that were taken there, and how often it was not. */
  async rungs(db: Writer, { since, projectKey }: Omit<CourseScope, 'step'>): Promise<readonly RungRow[]> {
    const { rows } = await sql<RungRow>`
      with chosen as (
        select p.rung, p.status, p.content from patch p
        where ${isRemedy} and ${isSince(since, 'p.planned_at')} and ${ofProject(projectKey, 'p.project_key')}
      ),
      taken as (
        select rung, count(*) filter (where status = 'verified')::int as verified,
          count(*) filter (where status in ('planned', 'generated', 'validating', 'validated', 'approved', 'delivering',
            'delivered', 'merged'))::int as under_way,
          count(*) filter (where status = 'pending_review')::int as waiting,
          count(*) filter (where status = 'rejected')::int as rejected,
          count(*) filter (where status in ('failed', 'verification_failed', 'rolled_back'))::int as failed,
          count(*) filter (where status in ('superseded', 'cancelled'))::int as dropped
        from chosen group by 1
      ),
      passed as (
        select a ->> 'rung' as rung, count(*)::int as not_taken from chosen,
          jsonb_array_elements(coalesce(content -> 'attempts', '[]')) a where a ->> 'result' = 'not_taken' group by 1
      )
      select rung, coalesce(verified, 0) as verified, coalesce(under_way, 0) as under_way, coalesce(waiting, 0) as waiting,
        coalesce(rejected, 0) as rejected, coalesce(failed, 0) as failed, coalesce(dropped, 0) as dropped,
        coalesce(not_taken, 0) as not_taken
      from taken full join passed using (rung)
    `.execute(db.kysely);
    return rows;
  },
} as const;
