import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** One bucket of a trend. Lists of numbers stand in order of rank: severities from the worst, priorities from the least. */
export interface TrendRow {
  readonly at: Date;
  readonly severities: readonly number[];
  readonly closed: number;
  /** Open at the end of the bucket, by the priority of now. */
  readonly open: readonly number[];
}

/** A window of buckets of one length; times are milliseconds, `from` is the start of the first. */
export interface TrendWindow {
  readonly fromMs: number;
  readonly buckets: number;
  readonly bucketMs: number;
}

const openApv = sql`('detected', 'could_not_check', 'confirmed', 'remediating', 'verifying')`;
const openFinding = sql`('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered')`;

/** How the APVs of the estate came and went. */
export async function apvTrend(db: Writer, window: TrendWindow): Promise<readonly TrendRow[]> {
  const came = sql`select first_detected_at as at, severity_rank as rank from apv
    where first_detected_at >= ${new Date(window.fromMs)}::timestamptz and status <> 'superseded'`;
  const moved = sql`select h.at, a.priority, (h.to_status in ${openApv})::int
      - coalesce((h.from_status in ${openApv})::int, 0) as change
    from apv_history h join apv a using (group_key)`;
  return await trend(db, window, came, moved);
}

/** How the findings of one project came and went. */
export async function projectTrend(db: Writer, projectKey: number, window: TrendWindow): Promise<readonly TrendRow[]> {
  const came = sql`select f.first_seen_at as at, a.severity_rank as rank
    from finding f join apv a on a.group_key = f.group_key
    where f.project_key = ${projectKey} and f.first_seen_at >= ${new Date(window.fromMs)}::timestamptz`;
  const moved = sql`select h.at, a.priority, (h.to_status in ${openFinding})::int
      - coalesce((h.from_status in ${openFinding})::int, 0) as change
    from finding f join finding_history h on h.finding_id = f.id join apv a on a.group_key = f.group_key
    where f.project_key = ${projectKey}`;
  return await trend(db, window, came, moved);
}

/** Moves before the window are what was open at its beginning; every later one falls into its bucket. */
async function trend(
  db: Writer,
  { fromMs, buckets, bucketMs }: TrendWindow,
  came: ReturnType<typeof sql>,
  moved: ReturnType<typeof sql>,
): Promise<readonly TrendRow[]> {
  const from = sql`${new Date(fromMs)}::timestamptz`;
  const place = sql`floor(extract(epoch from at - ${from}) * 1000 / ${bucketMs})::int`;
  const { rows } = await sql<TrendRow>`
    with came as (select ${place} as bucket, rank, count(*)::int as n from (${came}) c group by 1, 2),
    moved as (
      select greatest(${place}, -1) as bucket, priority, sum(change)::int as change,
        sum((change < 0)::int)::int as closed
      from (${moved}) m where change <> 0 group by 1, 2
    )
    select ${from} + b * ${bucketMs}::float8 * interval '1 millisecond' as at,
      (select array_agg(coalesce(c.n, 0) order by level) from generate_series(0, 5) as level
        left join came c on c.bucket = b and c.rank = level) as severities,
      (select coalesce(sum(m.closed), 0)::int from moved m where m.bucket = b) as closed,
      (select array_agg(coalesce(o.n, 0) order by level) from generate_series(0, 3) as level left join (
        select priority, sum(change)::int as n from moved where bucket <= b group by 1) o on o.priority = level) as open
    from generate_series(0, ${buckets - 1}::int) as b order by b
  `.execute(db.kysely);
  return rows;
}
