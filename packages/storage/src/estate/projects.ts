import type { NewProject, ProjectPatch, ProjectSource } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { EstateTables } from './tables.ts';

/** A project as it is stored. */
export type ProjectRow = Selectable<EstateTables['project']>;

/** The source of a project in its wire form. */
export function sourceOf(row: Pick<ProjectRow, 'source' | 'source_kind'>): ProjectSource {
  return { kind: row.source_kind, ...row.source } as ProjectSource;
}

/** Writes a project; a slug that is taken violates `project_slug_key`. */
export async function insertProject(
  tx: Tx,
  project: NewProject & { readonly slug: string; readonly id: string; readonly isTest?: boolean },
  atMs: number,
): Promise<ProjectRow> {
  const { kind, ...source } = project.source;
  const at = new Date(atMs);
  return await tx.kysely
    .insertInto('project')
    .values({
      id: project.id,
      name: project.name,
      slug: project.slug,
      source_kind: kind,
      source: JSON.stringify(source),
      default_branch: project.default_branch ?? null,
      team: project.team ?? null,
      labels: JSON.stringify(project.labels ?? {}),
      services: project.services ?? [project.slug],
      exposure: project.exposure ?? 'unknown',
      criticality: project.criticality ?? 'normal',
      scan_period_seconds: project.scan_period_seconds ?? null,
      policy_id: project.policy_id ?? null,
      is_test: project.isTest ?? false,
      created_at: at,
      updated_at: at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A project by `prj_…` or slug. */
export async function findProject(db: Writer, idOrSlug: string): Promise<ProjectRow | undefined> {
  const uuid = parseId('prj', idOrSlug);
  const query = db.kysely.selectFrom('project').selectAll();
  return await (uuid === undefined
    ? query.where('slug', '=', idOrSlug)
    : query.where('id', '=', uuid)
  ).executeTakeFirst();
}

/** Projects by their compact keys. */
export async function projectsByKey(db: Writer, keys: readonly number[]): Promise<readonly ProjectRow[]> {
  return await db.kysely
    .selectFrom('project')
    .selectAll()
    .where(sql<boolean>`key = any(${[...keys]}::bigint[])`)
    .execute();
}

/** Locks a project's row until the end of the transaction: one writer of its state at a time; findings may refer to it. */
export async function lockProject(tx: Tx, key: number): Promise<ProjectRow> {
  return await tx.kysely
    .selectFrom('project')
    .selectAll()
    .where('key', '=', key)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
}

/** Changes what a caller may change. The caller holds the row's lock. */
export async function patchProject(tx: Tx, row: ProjectRow, patch: ProjectPatch, atMs: number): Promise<ProjectRow> {
  const given = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
  const source = patch.source === undefined ? undefined : splitSource(patch.source);
  return await tx.kysely
    .updateTable('project')
    .set({
      name: given(patch.name, row.name),
      source_kind: source?.kind ?? row.source_kind,
      source: JSON.stringify(source?.rest ?? row.source),
      default_branch: given(patch.default_branch, row.default_branch ?? undefined) ?? null,
      team: given(patch.team, row.team ?? undefined) ?? null,
      labels: JSON.stringify(patch.labels ?? row.labels),
      services: patch.services ?? row.services,
      exposure: patch.exposure ?? row.exposure,
      criticality: patch.criticality ?? row.criticality,
      scan_period_seconds: given(patch.scan_period_seconds, row.scan_period_seconds ?? undefined) ?? null,
      policy_id: given(patch.policy_id, row.policy_id ?? undefined) ?? null,
      version: row.version + 1,
      updated_at: new Date(atMs),
    })
    .where('key', '=', row.key)
    .returningAll()
    .executeTakeFirstOrThrow();
}

function splitSource({ kind, ...rest }: ProjectSource) {
  return { kind, rest };
}

/** Archives a project or brings it back. */
export async function setArchived(tx: Tx, row: ProjectRow, archived: boolean, atMs: number): Promise<ProjectRow> {
  return await tx.kysely
    .updateTable('project')
    .set({ archived, version: row.version + 1, updated_at: new Date(atMs), ...(archived && { next_scan_at: null }) })
    .where('key', '=', row.key)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What a check changes of its project. */
export interface ProjectCheck {
  readonly projectKey: number;
  readonly atMs: number;
  readonly checkState: string;
  /** Absent when the snapshot before stays the current one. */
  readonly snapshotKey?: string;
  readonly componentCount?: number;
}

/** Notes a check; the version is the caller's business and stays, because nobody edited anything. */
export async function noteCheck(db: Writer, check: ProjectCheck): Promise<void> {
  const at = new Date(check.atMs);
  await sql`
    update project set last_scan_at = ${at}::timestamptz, check_state = ${check.checkState},
      checked_at = case when ${check.checkState} = 'ok' then ${at}::timestamptz else checked_at end,
      snapshot_key = coalesce(${check.snapshotKey ?? null}::bigint, snapshot_key),
      component_count = coalesce(${check.componentCount ?? null}::int, component_count)
    where key = ${check.projectKey}
  `.execute(db.kysely);
}

/** Findings per status of some projects. */
export async function findingCountsOf(
  db: Writer,
  projectKeys: readonly number[],
): Promise<Map<number, Record<string, number>>> {
  const { rows } = await sql<{ project_key: number; status: string; n: number }>`
    select project_key, status, count(*)::int as n from finding
    where project_key = any(${projectKeys}::int[]) group by 1, 2
  `.execute(db.kysely);
  const counts = new Map<number, Record<string, number>>();
  for (const { project_key, status, n } of rows) {
    const held = counts.get(project_key) ?? {};
    held[status] = n;
    counts.set(project_key, held);
  }
  return counts;
}

/** Projects whose next periodic scan is due, soonest first, each set to its next turn in the same statement. */
export async function takeDueProjects(
  db: Writer,
  take: { readonly nowMs: number; readonly defaultPeriodSeconds: number; readonly limit: number },
): Promise<readonly { readonly key: number; readonly id: string }[]> {
  const now = new Date(take.nowMs);
  const { rows } = await sql<{ key: number; id: string }>`
    update project p set next_scan_at = greatest(
      p.next_scan_at + make_interval(secs => coalesce(p.scan_period_seconds, ${take.defaultPeriodSeconds})), ${now}::timestamptz)
    from (select key from project where not archived and next_scan_at <= ${now}::timestamptz
      order by next_scan_at limit ${take.limit} for update skip locked) due
    where p.key = due.key returning p.key, p.id
  `.execute(db.kysely);
  return rows;
}

/** Sets when a project's periodic scans begin. */
export async function setNextScan(db: Writer, projectKey: number, atMs: number): Promise<void> {
  await sql`update project set next_scan_at = ${new Date(atMs)}::timestamptz where key = ${projectKey}`.execute(
    db.kysely,
  );
}
