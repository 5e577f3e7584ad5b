import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import type { DurationFacts } from '../findings/index.ts';

/** What patches did between two times; rates have their parts, so that every figure can carry its n. */
export interface PatchFacts {
  /** Remedies verified on a default branch. */
  readonly verified: number;
  /** Of those that came to an end: verified, verification failed, failed, rolled back. */
  readonly ended: number;
  readonly merged: number;
  /** Approved and released, and settled since. */
  readonly released: number;
  readonly broke: number;
  /** Runs of the arena that validated a patch. */
  readonly attempts: number;
  readonly confirmedToValidated: DurationFacts;
  readonly validatedToDecided: DurationFacts;
  readonly decidedToMerged: DurationFacts;
  readonly mergedToVerified: DurationFacts;
}

const durations = sql`count(*)::int as n, avg(s)::float8 as mean,
  percentile_cont(0.5) within group (order by s)::float8 as median,
  percentile_cont(0.95) within group (order by s)::float8 as p95`;
/** Tasks without a diff change nothing; a revert closes nothing, and neither does an override that goes. */
const remedies = sql`patch.kind = 'remedy' and patch.diff_digest is not null`;

/** Reads those facts; times are milliseconds. */
export async function patchFactsBetween(db: Writer, fromMs: number, toMs: number): Promise<PatchFacts> {
  const from = sql`${new Date(fromMs)}::timestamptz`;
  const to = sql`${new Date(toMs)}::timestamptz`;
  const inRange = (column: string) => sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} <= ${to}`;
  const { rows } = await sql<Pick<PatchFacts, 'verified' | 'ended' | 'merged' | 'released' | 'broke' | 'attempts'>>`
    select
      count(*) filter (where h.to_status = 'verified')::int as verified,
      count(*) filter (where h.to_status in ('verified', 'verification_failed', 'failed', 'rolled_back'))::int as ended,
      count(*) filter (where h.to_status = 'merged')::int as merged,
      count(*) filter (where h.to_status = 'merged' or (h.to_status in ('failed', 'superseded', 'rolled_back')
        and patch.decided_at is not null and patch.merged_at is null))::int as released,
      (select count(*)::int from evidence where purpose = 'validate' and verdict = 'breaks' and ${inRange('sealed_at')}) as broke,
      (select count(*)::int from evidence where purpose = 'validate' and ${inRange('sealed_at')}) as attempts
    from patch_history h join patch on patch.id = h.patch_id
    where ${inRange('h.at')} and ${remedies}
  `.execute(db.kysely);
  const counts = rows[0];
  if (counts === undefined) throw new Error('a count has one row');
  const between = async (later: string, earlier: string) => {
    const { rows: found } = await sql<DurationFacts>`
      select ${durations} from (select extract(epoch from ${sql.ref(later)} - ${sql.ref(earlier)}) as s from patch
        where ${inRange(later)} and ${sql.ref(earlier)} is not null and ${remedies}) t
    `.execute(db.kysely);
    return found[0] ?? { n: 0, mean: null, median: null, p95: null };
  };
  const { rows: confirmed } = await sql<DurationFacts>`
    select ${durations} from (
      select extract(epoch from patch.validated_at - max(h.at)) as s from patch
      join finding_history h on h.finding_id = any(patch.finding_ids) and h.to_status = 'confirmed' and h.at <= patch.validated_at
      where ${inRange('patch.validated_at')} and ${remedies} group by patch.id) t
  `.execute(db.kysely);
  return {
    ...counts,
    confirmedToValidated: confirmed[0] ?? { n: 0, mean: null, median: null, p95: null },
    validatedToDecided: await between('patch.decided_at', 'patch.validated_at'),
    decidedToMerged: await between('patch.merged_at', 'patch.decided_at'),
    mergedToVerified: await between('patch.verified_at', 'patch.merged_at'),
  };
}
