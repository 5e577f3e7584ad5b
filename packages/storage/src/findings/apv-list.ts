import { sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { isOfMany, isOfProjects } from './project-condition.ts';

/** What a list of APVs is narrowed by; what is absent does not narrow. */
export interface ApvFilter {
  readonly status?: string | undefined;
  readonly priority?: number | undefined;
  readonly severity?: string | undefined;
  readonly ecosystem?: string | undefined;
  readonly packageName?: string | undefined;
  /** Keys of projects that it touches; none leaves nothing. */
  readonly projectKeys?: readonly number[] | undefined;
  readonly kev?: boolean | undefined;
  readonly checkState?: string | undefined;
  /** RFC 3339: changed since. */
  readonly since?: string | undefined;
  /** Words of ids, summary and package names. */
  readonly text?: string | undefined;
}

const affecting = sql`('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered', 'accepted')`;

/** The APVs that a filter leaves, merged ones left out; sort and page are the caller's. */
export function apvFilter(db: Writer, filter: ApvFilter) {
  let rows = db.kysely
    .selectFrom('apv')
    .innerJoin('apv_words', 'apv_words.group_key', 'apv.group_key')
    .selectAll('apv')
    .select('apv_words.document');
  if (filter.status === undefined) rows = rows.where('apv.superseded_by', 'is', null);
  else rows = rows.where('apv.status', '=', filter.status);
  if (filter.priority !== undefined) rows = rows.where('apv.priority', '=', filter.priority);
  if (filter.severity !== undefined) rows = rows.where('apv.severity', '=', filter.severity);
  if (filter.kev !== undefined) rows = rows.where('apv.in_kev', '=', filter.kev);
  if (filter.checkState !== undefined) rows = rows.where('apv.check_state', '=', filter.checkState);
  if (filter.since !== undefined) rows = rows.where('apv.updated_at', '>=', new Date(filter.since));
  if (filter.ecosystem !== undefined)
    rows = rows.where(sql<boolean>`apv_words.ecosystems @> array[${filter.ecosystem}::text]`);
  if (filter.packageName !== undefined)
    rows = rows.where(sql<boolean>`apv_words.packages @> array[${filter.packageName}::text]`);
  if (filter.text !== undefined && filter.text.trim() !== '')
    rows = rows.where(sql<boolean>`apv_words.search @@ plainto_tsquery('simple', ${filter.text})`);
  if (filter.projectKeys !== undefined) {
    const used = sql`${isOfProjects(filter.projectKeys)} and f.status in ${affecting}`;
    // Many projects: nearly every APV is theirs, so it is asked one by one until a page is full. Few: their groups first.
    rows = rows.where(
      isOfMany(filter.projectKeys)
        ? sql<boolean>`(select true from finding f where f.group_key = apv.group_key and ${used} limit 1)`
        : sql<boolean>`apv.group_key in (select f.group_key from finding f where ${used})`,
    );
  }
  return rows;
}

/** APVs per status and priority over the whole estate, merged ones left out, and the check states of its projects. */
export async function apvTotals(db: Writer): Promise<{
  readonly status: Readonly<Record<string, number>>;
  readonly priority: readonly number[];
  readonly checkStates: readonly string[];
}> {
  const { rows } = await sql<{ status: string; priority: number; n: number }>`
    select status, priority, count(*)::int as n from apv where superseded_by is null group by 1, 2
  `.execute(db.kysely);
  const status: Record<string, number> = {};
  const priority = [0, 0, 0, 0];
  for (const row of rows) {
    status[row.status] = (status[row.status] ?? 0) + row.n;
    priority[row.priority] = (priority[row.priority] ?? 0) + row.n;
  }
  const states = await sql<{ check_state: string }>`
    select distinct check_state from project where not archived
  `.execute(db.kysely);
  return { status, priority, checkStates: states.rows.map(({ check_state }) => check_state) };
}
