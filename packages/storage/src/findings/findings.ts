import type { Actor, FindingResolution, FindingStatus } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { Pair } from './matches.ts';

/** What decisions about a finding look at. */
export interface FindingState {
  /** UUID. */
  readonly id: string;
  readonly projectKey: number;
  readonly componentKey: number;
  readonly groupKey: number;
  readonly status: FindingStatus;
  readonly version: number;
}

/** Who changes findings, when and in which chain. */
export interface ChangeContext {
  readonly atMs: number;
  readonly actor: Actor;
  readonly by?: string;
  readonly correlationId: string;
}

const stateColumns = sql`f.id, f.project_key as "projectKey", f.component_key as "componentKey",
  f.group_key as "groupKey", f.status, f.version`;

/**
 * Opens findings for pairs in every project that has the component now, or in one project; what is there already is left
 * alone. Answers those that were opened. One statement, whatever the number of projects.
 */
export async function openFindings(
  tx: Tx,
  pairs: readonly Pair[],
  change: ChangeContext & { readonly reason: string; readonly projectKey?: number },
): Promise<readonly FindingState[]> {
  if (pairs.length === 0) return [];
  const at = new Date(change.atMs);
  const inProject = change.projectKey === undefined ? sql`` : sql`and o.project_key = ${change.projectKey}`;
  const { rows } = await sql<FindingState>`
    with pairs as (select * from ${unnested(pairs)}),
    opened as (
      insert into finding as f (id, project_key, component_key, group_key, status, scope, direct, ecosystem, package,
        first_seen_at, last_seen_at, status_changed_at, created_at, updated_at)
      select maximus_uuid7(${at}::timestamptz), o.project_key, p.component_key, p.group_key, 'suspected', o.scope, o.direct,
        c.ecosystem, c.name, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz, ${at}::timestamptz
      from pairs p join component c on c.key = p.component_key
      join lateral (
        select o.project_key, min(o.scope) as scope, bool_or(o.direct) as direct from occurrence o
        where o.component_key = p.component_key ${inProject} group by o.project_key
      ) o on true
      on conflict (component_key, group_key, project_key) do nothing
      returning ${stateColumns}
    ), told as (
      insert into finding_history (finding_id, version, to_status, at, actor, by_whom, reason, correlation_id)
      select id, 1, 'suspected', ${at}::timestamptz, ${change.actor}::text, ${change.by ?? null}::text, ${change.reason}::text,
        ${change.correlationId}::text
      from opened
    )
    select * from opened
  `.execute(tx.kysely);
  return rows;
}

function unnested(pairs: readonly Pair[]) {
  return sql`unnest(${pairs.map(({ componentKey }) => componentKey)}::int[],
    ${pairs.map(({ groupKey }) => groupKey)}::int[]) as p (component_key, group_key)`;
}

/** Findings of pairs that are resolved or retracted although a project has the component again. Locked. */
export async function lockReturning(
  tx: Tx,
  pairs: readonly Pair[],
  projectKey?: number,
): Promise<readonly FindingState[]> {
  if (pairs.length === 0) return [];
  const inProject = projectKey === undefined ? sql`` : sql`and f.project_key = ${projectKey}`;
  // As text, so that its index is no way in: where few were closed when statistics were taken, all closed ones were read.
  const { rows } = await sql<FindingState>`
    select ${stateColumns} from ${unnested(pairs)}
    join finding f on f.component_key = p.component_key and f.group_key = p.group_key
    where f.status::text in ('resolved', 'retracted') ${inProject}
      and exists (select from occurrence o where o.component_key = f.component_key and o.project_key = f.project_key)
    order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/** Findings of pairs that match no more and are not closed yet. Locked. */
export async function lockUnmatched(tx: Tx, pairs: readonly Pair[]): Promise<readonly FindingState[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<FindingState>`
    select ${stateColumns} from ${unnested(pairs)}
    join finding f on f.component_key = p.component_key and f.group_key = p.group_key
    where f.status not in ('resolved', 'retracted') order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/**
 * Findings of a project whose component its current snapshot lacks, with whether another version is there. Locked. Those of
 * a patch that is out stay: its merge may be what took the component away, and the check of the merge says so.
 */
export async function lockGone(
  tx: Tx,
  projectKey: number,
): Promise<readonly (FindingState & { readonly isReplaced: boolean })[]> {
  const { rows } = await sql<FindingState & { isReplaced: boolean }>`
    select ${stateColumns}, exists (
        select from component c join component other on other.base_ecosystem = c.base_ecosystem
          and other.name_key = c.name_key
        join occurrence o on o.component_key = other.key and o.project_key = f.project_key
        where c.key = f.component_key
      ) as "isReplaced"
    from finding f
    where f.project_key = ${projectKey} and f.status not in ('resolved', 'retracted', 'delivered')
      and not exists (select from occurrence o
        where o.component_key = f.component_key and o.project_key = f.project_key)
      and not exists (select from patch p
        where p.finding_ids @> array[f.id] and p.status in ('delivering', 'delivered', 'merged')
          -- A revert ends with its merge: nothing checks that.
          and not (p.kind = 'revert' and p.status = 'merged'))
    order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/** Findings by their ids. Locked. */
export async function lockFindings(tx: Tx, ids: readonly string[]): Promise<readonly FindingState[]> {
  const { rows } = await sql<FindingState>`
    select ${stateColumns} from finding f where f.id = any(${ids}::uuid[]) order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/** Every finding of a project that is not closed. Locked. */
export async function lockOpenOfProject(tx: Tx, projectKey: number): Promise<readonly FindingState[]> {
  const { rows } = await sql<FindingState>`
    select ${stateColumns} from finding f
    where f.project_key = ${projectKey} and f.status not in ('resolved', 'retracted') order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/** Findings of a group that a decision could hold now. Locked. */
export async function lockOpenOfGroup(tx: Tx, groupKey: number): Promise<readonly FindingState[]> {
  const { rows } = await sql<FindingState>`
    select ${stateColumns} from finding f
    where f.group_key = ${groupKey} and f.status in ('suspected', 'confirmed') order by f.id for update of f
  `.execute(tx.kysely);
  return rows;
}

/** One step of one finding. */
export interface FindingMove {
  readonly finding: FindingState;
  readonly to: FindingStatus;
  readonly reason: string;
  readonly resolution?: FindingResolution;
  /** UUID of the acceptance that covers it. */
  readonly acceptanceId?: string;
  readonly vex?: object;
}

/**
 * Takes steps, each with its history row, in one statement. Every finding is locked by the caller, which has checked the
 * step against the table of states. Answers the findings as they are now.
 */
export async function moveFindings(
  tx: Tx,
  moves: readonly FindingMove[],
  change: ChangeContext,
): Promise<readonly FindingState[]> {
  if (moves.length === 0) return [];
  const at = new Date(change.atMs);
  const column = <T>(read: (move: FindingMove) => T) => moves.map(read);
  await sql`
    with moves as (
      select * from unnest(${column(({ finding }) => finding.id)}::uuid[],
        ${column(({ finding }) => finding.status)}::finding_status[], ${column(({ to }) => to)}::finding_status[],
        ${column(({ reason }) => reason)}::text[], ${column(({ resolution }) => resolution ?? null)}::text[],
        ${column(({ acceptanceId }) => acceptanceId ?? null)}::uuid[],
        ${column(({ vex }) => (vex === undefined ? null : JSON.stringify(vex)))}::jsonb[])
        as m (id, was, becomes, reason, resolution, acceptance_id, vex)
    ), moved as (
      update finding f set status = m.becomes, resolution = m.resolution, version = f.version + 1,
        status_changed_at = ${at}::timestamptz, updated_at = ${at}::timestamptz,
        resolved_at = case when m.becomes = 'resolved' then ${at}::timestamptz end,
        last_seen_at = case when m.becomes in ('resolved', 'retracted') then f.last_seen_at else ${at}::timestamptz end,
        regressed_count = f.regressed_count + (m.was = 'resolved')::int,
        acceptance_id = m.acceptance_id, vex = case when m.becomes = 'not_affected' then m.vex end
      from moves m where f.id = m.id
      returning f.id, f.version, m.was, m.becomes, m.reason
    )
    insert into finding_history (finding_id, version, from_status, to_status, at, actor, by_whom, reason, correlation_id)
    select id, version, was, becomes, ${at}::timestamptz, ${change.actor}::text, ${change.by ?? null}::text, reason,
      ${change.correlationId}::text
    from moved
  `.execute(tx.kysely);
  return moves.map(({ finding, to }) => ({ ...finding, status: to, version: finding.version + 1 }));
}

/** Sets scope and directness of a project's findings to what its places say now; writes only what differs. */
export async function refreshPlaces(tx: Tx, projectKey: number): Promise<readonly number[]> {
  const { rows } = await sql<{ group_key: number }>`
    update finding f set scope = o.scope, direct = o.direct
    from (select component_key, min(scope) as scope, bool_or(direct) as direct from occurrence
      where project_key = ${projectKey} group by component_key) o
    where f.project_key = ${projectKey} and f.component_key = o.component_key
      and (f.scope <> o.scope or f.direct <> o.direct)
    returning f.group_key
  `.execute(tx.kysely);
  return [...new Set(rows.map((row) => row.group_key))];
}

/** Pairs of the estate's matches of some components. */
export async function pairsOfComponents(db: Writer, componentKeys: readonly number[]): Promise<readonly Pair[]> {
  // Joined, not `= any`: with a nested loop PostgreSQL sorts the whole list again for each row of the other side.
  const { rows } = await sql<Pair>`
    select m.component_key as "componentKey", m.group_key as "groupKey"
    from unnest(${componentKeys}::int[]) as c (key) join component_match m on m.component_key = c.key
  `.execute(db.kysely);
  return rows;
}

/** How many findings each component can have at most in one group: the projects that have it now. */
export async function findingsExpected(db: Writer, componentKeys: readonly number[]): Promise<Map<number, number>> {
  if (componentKeys.length === 0) return new Map();
  const { rows } = await sql<{ key: number; n: number }>`
    select component_key as key, count(distinct project_key)::int as n from occurrence
    where component_key = any(${componentKeys}::int[]) group by 1
  `.execute(db.kysely);
  return new Map(rows.map(({ key, n }) => [key, n]));
}

/** Groups in which a project has a finding. */
export async function groupsOfProject(db: Writer, projectKey: number): Promise<readonly number[]> {
  const { rows } = await sql<{ key: number }>`
    select distinct group_key as key from finding where project_key = ${projectKey}
  `.execute(db.kysely);
  return rows.map(({ key }) => key);
}
