import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Mean, median and 95th percentile of a set of durations in seconds, with its size; null when it is empty. */
export interface DurationFacts {
  readonly n: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p95: number | null;
}

/** What the loop did between two times, as far as findings and APVs tell. */
export interface LoopFacts {
  readonly detected: number;
  readonly confirmed: number;
  readonly openByPriority: readonly number[];
  readonly overdue: number;
  readonly projects: number;
  readonly projectsOk: number;
  readonly mttr: DurationFacts;
  readonly advisoryToDetected: DurationFacts;
  readonly detectedToConfirmed: DurationFacts;
  /** Seconds since the oldest success among enabled feeds; null when one never succeeded or none is enabled. */
  readonly feedFreshness: number | null;
}

const open = sql`status in ('detected', 'could_not_check', 'confirmed', 'remediating', 'verifying')`;
const durations = sql`count(*)::int as n, avg(s)::float8 as mean,
  percentile_cont(0.5) within group (order by s)::float8 as median,
  percentile_cont(0.95) within group (order by s)::float8 as p95`;

/** Reads those facts; times are milliseconds. */
export async function loopFactsBetween(db: Writer, fromMs: number, toMs: number): Promise<LoopFacts> {
  const from = sql`${new Date(fromMs)}::timestamptz`;
  const to = sql`${new Date(toMs)}::timestamptz`;
  const { rows } = await sql<Omit<LoopFacts, 'mttr' | 'advisoryToDetected' | 'detectedToConfirmed'>>`
    select
      (select count(*)::int from apv where first_detected_at >= ${from} and first_detected_at <= ${to}) as detected,
      (select count(distinct f.group_key)::int from finding_history h join finding f on f.id = h.finding_id
        where h.to_status = 'confirmed' and h.at >= ${from} and h.at <= ${to}) as confirmed,
      (select array_agg(coalesce(n, 0) order by level) from generate_series(0, 3) as level left join
        (select priority, count(*)::int as n from apv where ${open} group by 1) a on a.priority = level) as "openByPriority",
      (select count(*)::int from apv where ${open} and due_at < ${to}) as overdue,
      (select count(*)::int from project where not archived) as projects,
      (select count(*)::int from project where not archived and check_state = 'ok') as "projectsOk",
      (select case when bool_and(last_success_at is not null)
        then extract(epoch from ${to} - min(last_success_at))::float8 end from feed where enabled) as "feedFreshness"
  `.execute(db.kysely);
  const facts = rows[0];
  if (facts === undefined) throw new Error('a select without a table has one row');
  const between = async (query: ReturnType<typeof sql<DurationFacts>>) =>
    (await query.execute(db.kysely)).rows[0] ?? { n: 0, mean: null, median: null, p95: null };
  return {
    ...facts,
    mttr: await between(sql<DurationFacts>`
      select ${durations} from (select extract(epoch from resolved_at - first_seen_at) as s from finding
        where resolution = 'patched' and resolved_at >= ${from} and resolved_at <= ${to}) t`),
    advisoryToDetected: await between(sql<DurationFacts>`
      select ${durations} from (select extract(epoch from first_detected_at - published) as s from apv
        where first_detected_at >= ${from} and first_detected_at <= ${to} and published <= first_detected_at) t`),
    detectedToConfirmed: await between(sql<DurationFacts>`
      select ${durations} from (select extract(epoch from h.at - f.first_seen_at) as s from finding_history h
        join finding f on f.id = h.finding_id
        where h.to_status = 'confirmed' and h.at >= ${from} and h.at <= ${to} and f.regressed_count = 0) t`),
  };
}
