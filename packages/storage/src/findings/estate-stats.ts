import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';

/** Counters of the estate and of all scans together. */
export interface EstateStats {
  readonly projects: number;
  readonly projectsOk: number;
  readonly components: number;
  readonly apvs: number;
  readonly openFindings: number;
  readonly lastScanAt: Date | null;
  readonly scanStates: Readonly<Record<string, number>>;
  readonly counters: Readonly<Record<string, number>>;
}

const summed = [
  'packages_scanned',
  'vulnerabilities_fetched',
  'relevant_matches',
  'filtered',
  'apvs_generated',
  'published',
  'failed',
  'could_not_check',
  'new',
  'resolved',
] as const;

/** Reads those counters; for a cache of some seconds, because it reads every scan. */
export async function readEstateStats(db: Writer): Promise<EstateStats> {
  const { rows } = await sql<Omit<EstateStats, 'scanStates' | 'counters'>>`
    select
      (select count(*)::int from project where not archived) as projects,
      (select count(*)::int from project where not archived and check_state = 'ok') as "projectsOk",
      (select count(*)::int from component) as components,
      (select count(*)::int from apv where superseded_by is null) as apvs,
      (select coalesce(sum(n.value::int), 0)::int from apv a, jsonb_each_text(a.finding_counts) n
        where n.key in ('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered')) as "openFindings",
      (select max(last_scan_at) from project) as "lastScanAt"
  `.execute(db.kysely);
  const sums = summed.map(
    (name) => sql`coalesce(sum((counters->>${sql.lit(name)})::bigint), 0)::text as ${sql.ref(name)}`,
  );
  const scans = await sql<Record<string, string>>`
    select state, count(*)::text as n, ${sql.join(sums)} from scan group by state
  `.execute(db.kysely);
  const [facts] = rows;
  if (facts === undefined) throw new Error('a select without a table has one row');
  const counters = Object.fromEntries(
    summed.map((name) => [name, scans.rows.reduce((total, row) => total + Number(row[name]), 0)]),
  );
  return {
    ...facts,
    counters,
    scanStates: Object.fromEntries(scans.rows.map((row) => [row['state'], Number(row['n'])])),
  };
}
