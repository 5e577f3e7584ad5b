import type { FindingStatus } from '@maximus/contracts';
import { sql } from 'kysely';
import { plannedAnew, type Writer } from '../database/index.ts';
import { type ApvFilter, apvFilter } from './apv-list.ts';
import type { ApvWithWords } from './apvs.ts';
import { type FindingFilter, findingQuery } from './finding-list.ts';

/** The next APVs after a key, for walks over all that a filter leaves. */
export async function apvsAfter(
  db: Writer,
  filter: ApvFilter,
  after: number,
  limit: number,
): Promise<readonly ApvWithWords[]> {
  return await apvFilter(db, filter)
    .modifyFront(sql.raw(plannedAnew))
    .where('apv.group_key', '>', after)
    .orderBy('apv.group_key')
    .limit(limit)
    .execute();
}

/** APVs by their UUIDs. */
export async function apvsByUuid(db: Writer, uuids: readonly string[]): Promise<readonly ApvWithWords[]> {
  const { rows } = await sql<ApvWithWords>`
    select a.*, w.document from apv a join apv_words w using (group_key) where a.id = any(${uuids}::uuid[])
    order by a.group_key
  `.execute(db.kysely);
  return rows;
}

/** Where a finding's component stands, the place that matters most. */
export interface FindingPlace {
  readonly file: string;
  readonly line: number | null;
}

/** Places of findings by their UUIDs; those that are gone have none. */
export async function placesOfFindings(db: Writer, uuids: readonly string[]): Promise<Map<string, FindingPlace>> {
  const { rows } = await sql<FindingPlace & { id: string }>`
    select f.id, o.path as file, o.line from finding f, lateral (
      select file.path, o.line from occurrence o join project_file file on file.key = o.file_key
      where o.component_key = f.component_key and o.project_key = f.project_key
      order by o.scope, not o.direct, file.path limit 1
    ) o where f.id = any(${uuids}::uuid[])
  `.execute(db.kysely);
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}

/** A component of a group with its findings per status. */
export interface AffectedComponent {
  readonly groupKey: number;
  readonly componentKey: number;
  /** UUID. */
  readonly id: string;
  readonly version: string | null;
  readonly counts: Readonly<Partial<Record<FindingStatus, number>>>;
}

/** The components of some groups that a filter of findings leaves. */
export async function affectedComponents(
  db: Writer,
  groupKeys: readonly number[],
  filter: FindingFilter,
): Promise<readonly AffectedComponent[]> {
  if (filter.projectKeys?.length === 0) return [];
  const chosen = findingQuery(db, filter)
    .clearSelect()
    .select(['f.group_key', 'f.component_key', 'f.status', sql<number>`count(*)::int`.as('n')])
    .where(sql<boolean>`f.group_key = any(${groupKeys}::int[])`)
    .groupBy(['f.group_key', 'f.component_key', 'f.status']);
  const { rows } = await sql<AffectedComponent>`
    select s.group_key as "groupKey", s.component_key as "componentKey", c.id, c.version, s.counts
    from (select group_key, component_key, jsonb_object_agg(status, n) as counts from (${chosen}) f group by 1, 2) s
    join component c on c.key = s.component_key order by 1, 2
  `.execute(db.kysely);
  return rows;
}

/** What a document names components by, in order of their keys. */
export async function purlsOf(db: Writer, keys: readonly number[]) {
  const { rows } = await sql<{ id: string; purl: string; name: string; version: string | null }>`
    select id, purl, name, version from component where key = any(${keys}::int[]) order by key
  `.execute(db.kysely);
  return rows;
}

/** A finding about which somebody decided. */
export interface DecidedFinding {
  readonly purl: string;
  readonly status: Extract<FindingStatus, 'accepted' | 'not_affected'>;
  /** Every id and alias of the flaw, in lower case. */
  readonly names: readonly string[];
  readonly vex: Record<string, unknown> | null;
  readonly reason: string | null;
  readonly owner: string | null;
  readonly expiresAt: Date | null;
}

/** Those of one project. */
export async function decidedFindings(db: Writer, projectKey: number): Promise<readonly DecidedFinding[]> {
  const { rows } = await sql<DecidedFinding>`
    select c.purl, f.status, f.vex, a.reason, coalesce(a.owner, f.vex->>'author') as owner, a.expires_at as "expiresAt",
      array(select name from alias_member where group_key = f.group_key) as names
    from finding f join component c on c.key = f.component_key left join acceptance a on a.id = f.acceptance_id
    where f.project_key = ${projectKey} and f.status in ('accepted', 'not_affected') order by f.id
  `.execute(db.kysely);
  return rows;
}
