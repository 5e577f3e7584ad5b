import type { Actor, FindingStatus } from '@maximus/contracts';
import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { FindingTables } from './tables.ts';

/** An APV as it is stored, without its words. */
export type ApvRow = Selectable<FindingTables['apv']>;

/** An APV with its words. */
export type ApvWithWords = ApvRow & { readonly document: Record<string, unknown> };

/** What the findings of one group and their projects say together. */
export interface GroupContext {
  readonly groupKey: number;
  readonly counts: Partial<Record<FindingStatus, number>>;
  readonly projects: number;
  readonly services: number;
  /** Names in order, at most 50. */
  readonly serviceNames: readonly string[];
  readonly exposures: readonly string[];
  readonly scopes: readonly number[];
  readonly reachability: readonly number[];
  readonly hasDirect: boolean;
  readonly isIncomplete: boolean;
  readonly regressed: boolean;
  readonly isTest: boolean;
}

/**
 * The APVs of some groups, locked in order of key: whoever counts next sees what the one before wrote. The lock is on the
 * group, which is there before its APV is, and leaves findings free to refer to it.
 */
export async function lockApvs(tx: Tx, groupKeys: readonly number[]): Promise<readonly ApvRow[]> {
  await sql`
    select from alias_group where key = any(${groupKeys}::int[]) order by key for no key update
  `.execute(tx.kysely);
  const { rows } = await sql<ApvRow>`
    select * from apv where group_key = any(${groupKeys}::int[]) order by group_key
  `.execute(tx.kysely);
  return rows;
}

const affecting = sql`('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered', 'accepted')`;

/** Counts the findings of some groups, and gathers what their projects say, in one statement. */
export async function contextsOf(db: Writer, groupKeys: readonly number[]): Promise<Map<number, GroupContext>> {
  const { rows } = await sql<Omit<GroupContext, 'counts'> & { counts: Record<string, number> | null }>`
    with per_status as (
      select group_key, jsonb_object_agg(status, n) as counts from (
        select group_key, status, count(*) as n from finding where group_key = any(${groupKeys}::int[]) group by 1, 2) s
      group by 1
    ), affected as (
      select f.group_key, f.project_key, array_agg(distinct f.scope) as scopes,
        array_agg(distinct f.reachability) as reachability, bool_or(f.direct) as direct,
        bool_or(f.regressed_count > 0) as regressed
      from finding f where f.group_key = any(${groupKeys}::int[]) and f.status in ${affecting} group by 1, 2
    ), projects as (
      select a.group_key, count(*)::int as projects, array_agg(distinct p.exposure) as exposures,
        bool_or(a.direct) as "hasDirect", bool_or(a.regressed) as regressed, bool_and(p.is_test) as "isTest",
        bool_or(p.check_state in ('incomplete', 'unknown')) as "isIncomplete"
      from affected a join project p on p.key = a.project_key group by 1
    ), services as (
      select group_key, count(*)::int as services, (array_agg(service order by service))[1:50] as names
      from (select distinct a.group_key, unnest(p.services) as service from affected a
        join project p on p.key = a.project_key) s group by 1
    ), words as (
      select group_key, array_agg(distinct scope) as scopes, array_agg(distinct reach) as reachability
      from affected, unnest(scopes) as scope, unnest(reachability) as reach group by 1
    )
    select s.group_key as "groupKey", s.counts, coalesce(p.projects, 0) as projects, coalesce(v.services, 0) as services,
      coalesce(v.names, '{}') as "serviceNames", coalesce(p.exposures, '{}') as exposures,
      coalesce(w.scopes, '{}') as scopes, coalesce(w.reachability, '{}') as reachability,
      coalesce(p."hasDirect", false) as "hasDirect", coalesce(p."isIncomplete", false) as "isIncomplete",
      coalesce(p.regressed, false) as regressed, coalesce(p."isTest", false) as "isTest"
    from per_status s left join projects p using (group_key) left join services v using (group_key)
    left join words w using (group_key)
  `.execute(db.kysely);
  return new Map(rows.map((row) => [row.groupKey, { ...row, counts: row.counts ?? {} }]));
}

/** A row to write; times are RFC 3339 or `infinity`. */
export type ApvWrite = {
  readonly [K in Exclude<keyof ApvRow, 'superseded_by'>]: Date extends ApvRow[K]
    ? string | Exclude<ApvRow[K], Date | number>
    : ApvRow[K];
};

/** The words of an APV; `search` is plain text. */
export interface ApvWordsWrite {
  readonly group_key: number;
  readonly ecosystems: readonly string[];
  readonly packages: readonly string[];
  readonly search: string;
  readonly document: object;
}

/** Codes of the APVs of some groups. */
export async function apvCodesOf(db: Writer, groupKeys: readonly number[]): Promise<Map<number, string>> {
  if (groupKeys.length === 0) return new Map();
  const rows = await db.kysely
    .selectFrom('apv')
    .select(['group_key', 'code'])
    .where(sql<boolean>`group_key = any(${groupKeys}::int[])`)
    .execute();
  return new Map(rows.map((row) => [row.group_key, row.code]));
}

/** What one project says of a group: its affecting findings after a change. */
export interface ProjectFacts {
  readonly groupKey: number;
  /** Findings by which the project counts as affected. */
  readonly affecting: number;
  readonly scopes: readonly number[];
  readonly reachability: readonly number[];
  readonly hasDirect: boolean;
  readonly regressed: boolean;
}

/** Those facts of one project in some groups; cheap, whatever the size of the groups. */
export async function factsOfProject(
  db: Writer,
  projectKey: number,
  groupKeys: readonly number[],
): Promise<Map<number, ProjectFacts>> {
  const { rows } = await sql<ProjectFacts>`
    select group_key as "groupKey", count(*)::int as affecting, array_agg(distinct scope) as scopes,
      array_agg(distinct reachability) as reachability, bool_or(direct) as "hasDirect",
      bool_or(regressed_count > 0) as regressed
    from finding where project_key = ${projectKey} and group_key = any(${groupKeys}::int[]) and status in ${affecting}
    group by 1
  `.execute(db.kysely);
  return new Map(rows.map((row) => [row.groupKey, row]));
}

/** Whether a service of a project is also one of another project's. */
export async function sharesServices(db: Writer, projectKey: number): Promise<boolean> {
  const { rows } = await sql`
    select from project p join project other on other.key <> p.key and other.services && p.services
    where p.key = ${projectKey} limit 1
  `.execute(db.kysely);
  return rows.length > 0;
}

/** Writes new rows, and those whose values changed. The caller holds their locks. */
export async function writeApvs(tx: Tx, apvs: readonly ApvWrite[]): Promise<void> {
  if (apvs.length === 0) return;
  const columns = Object.keys(apvs[0] ?? {});
  const names = sql.join(columns.map((name) => sql.ref(name)));
  const set = columns
    .filter((name) => !fixedColumns.has(name))
    .map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`);
  await sql`
    insert into apv (${names})
    select ${sql.join(columns.map((name) => sql.ref(`n.${name}`)))}
    from jsonb_populate_recordset(null::apv, ${JSON.stringify(apvs)}::jsonb) as n
    on conflict (group_key) do update set ${sql.join(set)}
  `.execute(tx.kysely);
}

const fixedColumns: ReadonlySet<string> = new Set(['group_key', 'id', 'code', 'first_detected_at', 'created_at']);

/** Writes the words of APVs. */
export async function writeApvWords(tx: Tx, words: readonly ApvWordsWrite[]): Promise<void> {
  if (words.length === 0) return;
  await sql`
    insert into apv_words (group_key, ecosystems, packages, search, document)
    select group_key, array(select jsonb_array_elements_text(ecosystems)),
      array(select jsonb_array_elements_text(packages)), to_tsvector('simple', search), document
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb)
      as w (group_key int, ecosystems jsonb, packages jsonb, search text, document jsonb)
    on conflict (group_key) do update set ecosystems = excluded.ecosystems, packages = excluded.packages,
      search = excluded.search, document = excluded.document
  `.execute(tx.kysely);
}

/** The words of some APVs. */
export async function wordsOf(db: Writer, groupKeys: readonly number[]): Promise<Map<number, Record<string, unknown>>> {
  if (groupKeys.length === 0) return new Map();
  const rows = await db.kysely
    .selectFrom('apv_words')
    .select(['group_key', 'document'])
    .where(sql<boolean>`group_key = any(${groupKeys}::int[])`)
    .execute();
  return new Map(rows.map((row) => [row.group_key, row.document]));
}

/** One change of an APV's status. */
export interface ApvMove {
  readonly groupKey: number;
  /** The APV's version after the change. */
  readonly version: number;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
}

/** Writes history rows. */
export async function tellApvMoves(
  tx: Tx,
  moves: readonly ApvMove[],
  change: { readonly atMs: number; readonly actor: Actor; readonly correlationId: string },
): Promise<void> {
  if (moves.length === 0) return;
  await sql`
    insert into apv_history (group_key, version, from_status, to_status, at, actor, reason, correlation_id)
    select m.group_key, m.version, m.was, m.becomes, ${new Date(change.atMs)}::timestamptz, ${change.actor}::text, m.reason,
      ${change.correlationId}::text
    from unnest(${moves.map(({ groupKey }) => groupKey)}::int[], ${moves.map(({ version }) => version)}::int[],
      ${moves.map(({ from }) => from)}::text[], ${moves.map(({ to }) => to)}::text[],
      ${moves.map(({ reason }) => reason)}::text[]) as m (group_key, version, was, becomes, reason)
  `.execute(tx.kysely);
}

/**
 * Takes numbers of a day for APV codes, in order. Nobody waits for anybody, so a transaction that is rolled back leaves a
 * gap; only the first code of a day holds its day until the commit.
 */
export async function takeCodes(tx: Tx, day: string, count: number): Promise<readonly number[]> {
  if (count === 0) return [];
  await sql`
    insert into apv_day (day, base) select ${day}::date, nextval('apv_code')
    where not exists (select from apv_day where day = ${day}::date)
    on conflict (day) do nothing
  `.execute(tx.kysely);
  const { rows } = await sql<{ number: number }>`
    select (nextval('apv_code') - base)::int as number from apv_day, generate_series(1, ${count}::int)
    where day = ${day}::date
  `.execute(tx.kysely);
  return rows.map(({ number }) => number).sort((a, b) => a - b);
}

/** Which of some groups have an APV, without a lock. */
export async function groupsWithApv(db: Writer, groupKeys: readonly number[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ key: number }>`
    select group_key as key from apv where group_key = any(${groupKeys}::int[]) and not is_test
  `.execute(db.kysely);
  return new Set(rows.map(({ key }) => key));
}

/** Ends the APVs of merged groups; answers their ids with those of the survivors, for the event. */
export async function supersedeApvs(
  tx: Tx,
  merges: readonly { readonly key: number; readonly by: number }[],
  change: { readonly atMs: number; readonly correlationId: string },
): Promise<readonly { readonly id: string; readonly by: number }[]> {
  if (merges.length === 0) return [];
  const at = new Date(change.atMs);
  const { rows } = await sql<{ id: string; by: number }>`
    with ended as (
      update apv a set status = 'superseded', superseded_by = m.now, status_changed_at = ${at}::timestamptz, updated_at = ${at}::timestamptz,
        version = a.version + 1, finding_counts = '{}', project_count = 0, service_count = 0,
        status_reason = 'its advisories became one with those of another APV'
      from unnest(${merges.map(({ key }) => key)}::int[], ${merges.map(({ by }) => by)}::int[]) as m (old, now)
      where a.group_key = m.old and a.status <> 'superseded'
      returning a.group_key, a.id, a.version, m.now
    ), told as (
      insert into apv_history (group_key, version, from_status, to_status, at, actor, reason, correlation_id)
      select e.group_key, e.version, old.status, 'superseded', ${at}::timestamptz, 'oraculo', 'its advisories became one with those of another APV',
        ${change.correlationId}::text
      from ended e join apv old on old.group_key = e.group_key
    )
    select id, now as by from ended
  `.execute(tx.kysely);
  return rows;
}

/** An APV by `apv_…` UUID, code, or any id of its group, whatever the case; a real one before one of a test. */
export async function findApv(
  db: Writer,
  wanted: { readonly uuid?: string | undefined; readonly text: string },
): Promise<ApvWithWords | undefined> {
  const found =
    wanted.uuid === undefined
      ? sql<ApvWithWords>`
          select a.*, w.document from apv a join apv_words w using (group_key)
          where a.code = upper(${wanted.text}) or a.group_key in (select n.group_key from alias_member n
            where n.name in (lower(${wanted.text}), 'test:' || lower(${wanted.text})))
          order by a.is_test, (a.code = upper(${wanted.text})) desc limit 1`
      : sql<ApvWithWords>`select a.*, w.document from apv a join apv_words w using (group_key) where a.id = ${wanted.uuid}`;
  return (await found.execute(db.kysely)).rows[0];
}

/** APVs whose stored KEV or EPSS may differ from a newer index: group, CVE names and what is stored, after a key. */
export async function signalsAfter(db: Writer, after: number, limit: number) {
  const { rows } = await sql<{ groupKey: number; ids: string[]; epss: number | null; inKev: boolean }>`
    select a.group_key as "groupKey", a.epss, a.in_kev as "inKev",
      array(select m.id from alias_member m where m.group_key = a.group_key and m.name like 'cve-%') as ids
    from apv a where a.group_key > ${after} and a.status not in ('superseded', 'withdrawn')
    order by a.group_key limit ${limit}
  `.execute(db.kysely);
  return rows as readonly { groupKey: number; ids: readonly string[]; epss: number | null; inKev: boolean }[];
}
