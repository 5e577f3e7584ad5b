import type { FindingStatus } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { type ProjectRow, reachabilityCodes, type StoredUse } from '../estate/index.ts';

/** One finding with all that confirming it and planning for it take. Ids are UUIDs. */
export interface FindingToRemedy {
  readonly id: string;
  readonly status: FindingStatus;
  readonly version: number;
  readonly groupKey: number;
  readonly groupId: string;
  readonly primaryId: string;
  /** Every id of the group. */
  readonly groupNames: readonly string[];
  readonly apvId: string;
  readonly apvCode: string;
  readonly cveId: string | null;
  readonly summary: string;
  readonly kind: string;
  readonly inKev: boolean;
  readonly severity: string;
  /** 0 for low to 3 for critical. */
  readonly priority: number;
  readonly urgency: number;
  /** RFC 3339, or `infinity`. */
  readonly dueAt: string;
  readonly purl: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly lockedVersion: string | null;
  readonly requested: string;
  readonly direct: boolean;
  /** Place in `reachabilityCodes`. */
  readonly reachability: number;
  /** Place in `scopeCodes`: of all its places the one that matters most in production. */
  readonly scope: number;
  /** Commit whose source was looked at last, and what looked; null where nothing did. */
  readonly seenCommit: string | null;
  readonly seenBy: string | null;
  readonly places: readonly { readonly file: string; readonly format: string; readonly direct: boolean }[];
  /** A patch that is not at its end has it. */
  readonly hasLivePatch: boolean;
}

const open = sql`('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered')`;
const live = sql`('planned', 'generated', 'validating', 'validated', 'pending_review', 'approved', 'delivering', 'delivered', 'merged')`;

const columns = sql`
  f.id, f.status, f.version, f.group_key as "groupKey", g.id as "groupId", g.primary_id as "primaryId",
  array(select m.id from alias_member m where m.group_key = f.group_key order by m.id) as "groupNames",
  a.id as "apvId", a.code as "apvCode", a.cve_id as "cveId", a.summary, a.kind, a.in_kev as "inKev", a.severity,
  a.priority, a.urgency,
  case when a.due_at = 'infinity' then 'infinity' else to_char(a.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') end as "dueAt",
  c.purl, c.ecosystem, c.name, c.version as "lockedVersion", c.requested, f.direct, f.reachability, f.scope,
  f.confirmation->'metadata'->>'commit' as "seenCommit", f.confirmation->'metadata'->>'engine_version' as "seenBy",
  coalesce((select jsonb_agg(jsonb_build_object('file', file.path, 'format', file.format, 'direct', o.direct) order by file.path)
    from occurrence o join project_file file on file.key = o.file_key
    where o.component_key = f.component_key and o.project_key = f.project_key), '[]') as places,
  exists (select from patch p where p.finding_ids @> array[f.id] and p.kind <> 'revert' and p.status in ${live}) as "hasLivePatch"`;
const from = sql`finding f join alias_group g on g.key = f.group_key join apv a on a.group_key = f.group_key
  join component c on c.key = f.component_key`;

/** The findings of a project that are still to be dealt with, the most urgent first (eureka.md §1). */
export async function findingsToRemedy(db: Writer, projectKey: number): Promise<readonly FindingToRemedy[]> {
  const { rows } = await sql<FindingToRemedy>`
    select ${columns} from ${from}
    where f.project_key = ${projectKey} and f.status in ${open} and not a.is_test
    order by a.urgency, a.due_at, f.first_seen_at, f.id
  `.execute(db.kysely);
  return rows;
}

/** Some findings with the same facts, whatever their state. */
export async function findingsWithFacts(db: Writer, ids: readonly string[]): Promise<readonly FindingToRemedy[]> {
  const { rows } = await sql<FindingToRemedy>`
    select ${columns} from ${from} where f.id = any(${ids}::uuid[]) order by a.urgency, a.due_at, f.first_seen_at, f.id
  `.execute(db.kysely);
  return rows;
}

/** What a confirmation found of one finding. */
export interface ConfirmedFinding {
  readonly id: string;
  readonly confirmation: object;
  readonly reachability: { readonly state: StoredUse; readonly detail: object } | undefined;
}

/** Writes what confirmations found; states are moved apart from it, in the same transaction. */
export async function noteConfirmations(tx: Tx, found: readonly ConfirmedFinding[]): Promise<void> {
  for (const { id, confirmation, reachability } of found) {
    const code = reachability === undefined ? null : reachabilityCodes.indexOf(reachability.state);
    const detail = reachability === undefined ? null : JSON.stringify(reachability.detail);
    await sql`
      update finding set confirmation = ${JSON.stringify(confirmation)}::jsonb,
        reachability = coalesce(${code}::smallint, reachability),
        reachability_detail = coalesce(${detail}::jsonb, reachability_detail)
      where id = ${id}
    `.execute(tx.kysely);
  }
}

/** Projects that have an open finding of an APV (UUID), with the urgency of the worst. */
export async function projectsOfApv(
  db: Writer,
  apvId: string,
): Promise<readonly { readonly id: string; readonly key: number; readonly priority: number }[]> {
  const { rows } = await sql<{ id: string; key: number; priority: number }>`
    select p.id, p.key, max(a.priority)::int as priority from apv a join finding f on f.group_key = a.group_key
    join project p on p.key = f.project_key
    where a.id = ${apvId} and f.status in ${open} and not p.archived group by 1, 2
  `.execute(db.kysely);
  return rows;
}

/** Whether the source of a project (UUID) is said not to use what an open finding is about: new source may say otherwise. */
export async function isSaidUnused(db: Writer, projectId: string): Promise<boolean> {
  const unused = [reachabilityCodes.indexOf('not_imported'), reachabilityCodes.indexOf('not_called')];
  const { rows } = await sql`
    select from finding f join project p on p.key = f.project_key
    where p.id = ${projectId} and not p.archived and f.status in ('confirmed', 'remediating')
      and f.reachability = any(${unused}::smallint[]) limit 1
  `.execute(db.kysely);
  return rows.length > 0;
}

/** Files that show a component of a project now, by path. */
export async function filesWithComponents(db: Writer, projectKey: number): Promise<readonly string[]> {
  const { rows } = await sql<{ path: string }>`
    select distinct file.path from occurrence o join project_file file on file.key = o.file_key
    where o.project_key = ${projectKey} order by 1
  `.execute(db.kysely);
  return rows.map(({ path }) => path);
}

/**
 * Whether a project (UUID) has an override that could be retired: one of npm's registry decides a version of its tree, or a
 * patch that retires one is open and has to be looked after.
 */
export async function hasOverrides(db: Writer, projectId: string): Promise<boolean> {
  const { rows } = await sql`
    select from project p where p.id = ${projectId} and not p.archived and (
      exists (select from occurrence o join component c on c.key = o.component_key
        where o.project_key = p.key and o.override is not null and c.base_ecosystem = 'npm')
      or exists (select from patch where patch.project_key = p.key and patch.kind = 'retire_override'
        and patch.status in ${live}))
  `.execute(db.kysely);
  return rows.length > 0;
}

/** Of some findings, those that no patch is alive for any more. */
export async function findingsWithoutLivePatch(db: Writer, ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select f.id from finding f where f.id = any(${ids}::uuid[])
      and not exists (select from patch p where p.finding_ids @> array[f.id] and p.kind <> 'revert' and p.status in ${live})
  `.execute(db.kysely);
  return rows.map(({ id }) => id);
}

/** The project of a finding (UUID). */
export async function projectOfFinding(db: Writer, id: string): Promise<ProjectRow | undefined> {
  return await db.kysely
    .selectFrom('project')
    .innerJoin('finding', 'finding.project_key', 'project.key')
    .selectAll('project')
    .where('finding.id', '=', id)
    .executeTakeFirst();
}
