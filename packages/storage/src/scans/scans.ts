import type { ScanError, ScanState, ScanTrigger } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import { type KeysetKey, type KeysetPage, keysetPage, type SortColumn } from '../lists/index.ts';
import type { ScanTables } from './tables.ts';

/** A scan as it is stored. */
export type ScanRow = Selectable<ScanTables['scan']>;

/** A request for a scan. */
export interface NewScan {
  /** UUID. */
  readonly id: string;
  readonly projectKey: number;
  readonly trigger: ScanTrigger;
  readonly correlationId: string;
  readonly atMs: number;
  /** Findings less severe than this rank are counted apart; absent: none are. */
  readonly leastSeverityRank?: number | undefined;
  /** What was uploaded; such a scan never joins another. */
  readonly upload?: { readonly digest: Buffer; readonly kind: string; readonly snapshotKey: string };
}

/** Writes a request, or joins the one that waits for the project already, which then counts all that either asked for. */
export async function requestScan(tx: Tx, scan: NewScan): Promise<{ readonly id: string; readonly joined: boolean }> {
  const { upload, leastSeverityRank = null } = scan;
  const { rows } = await sql<{ id: string }>`
    insert into scan (id, project_key, trigger, state, correlation_id, queued_at, upload_digest, upload_kind, snapshot_key,
      least_severity_rank)
    values (${scan.id}, ${scan.projectKey}, ${scan.trigger}, 'queued', ${scan.correlationId}, ${new Date(scan.atMs)}::timestamptz,
      ${upload?.digest ?? null}, ${upload?.kind ?? null}, ${upload?.snapshotKey ?? null}::bigint,
      ${leastSeverityRank}::smallint)
    on conflict (project_key) where state = 'queued' and upload_digest is null do nothing
    returning id
  `.execute(tx.kysely);
  const own = rows[0]?.id;
  if (own !== undefined) return { id: own, joined: false };
  const waiting = await sql<{ id: string }>`
    update scan set least_severity_rank = case when least_severity_rank is not null and ${leastSeverityRank}::smallint is not null
      then greatest(least_severity_rank, ${leastSeverityRank}::smallint) end
    where project_key = ${scan.projectKey} and state = 'queued' and upload_digest is null returning id
  `.execute(tx.kysely);
  const id = waiting.rows[0]?.id;
  // The one that waited has started in between: ask again, and the next statement sees that.
  return id === undefined ? requestScan(tx, scan) : { id, joined: true };
}

/** A scan by `scn_…`. */
export async function findScan(db: Writer, id: string): Promise<ScanRow | undefined> {
  const uuid = parseId('scn', id);
  if (uuid === undefined) return undefined;
  return await db.kysely.selectFrom('scan').selectAll().where('id', '=', uuid).executeTakeFirst();
}

/** A scan by its UUID. */
export async function scanByUuid(db: Writer, id: string): Promise<ScanRow | undefined> {
  return await db.kysely.selectFrom('scan').selectAll().where('id', '=', id).executeTakeFirst();
}

/**
 * Starts a scan that waits, or takes one up again whose process died; `undefined` for one that has ended or was cancelled
 * while it waited.
 */
export async function beginScan(db: Writer, id: string, atMs: number): Promise<ScanRow | undefined> {
  const { rows } = await sql<ScanRow>`
    update scan set state = 'running', started_at = coalesce(started_at, ${new Date(atMs)}::timestamptz), version = version + 1
    where id = ${id} and state in ('queued', 'running') returning *
  `.execute(db.kysely);
  return rows[0];
}

/** The final state of a scan. */
export interface ScanEnd {
  readonly state: Extract<ScanState, 'succeeded' | 'partial' | 'failed' | 'cancelled'>;
  readonly counters: object;
  readonly sourcesUsed: readonly string[];
  readonly passed: boolean | null;
  readonly generation: number | null;
  readonly snapshotKey: string | null;
  readonly errors: readonly ScanError[];
  readonly atMs: number;
}

/** Ends a scan; `undefined` when it had ended before, so that nothing is told twice. */
export async function endScan(tx: Tx, id: string, end: ScanEnd): Promise<ScanRow | undefined> {
  const { rows } = await sql<ScanRow>`
    update scan set state = ${end.state}, counters = ${JSON.stringify(end.counters)}::jsonb,
      sources_used = ${end.sourcesUsed}::text[], scan_passed = ${end.passed}, generation = ${end.generation},
      snapshot_key = coalesce(${end.snapshotKey}::bigint, snapshot_key), errors = ${JSON.stringify(end.errors)}::jsonb,
      started_at = coalesce(started_at, ${new Date(end.atMs)}::timestamptz), finished_at = ${new Date(end.atMs)}::timestamptz, version = version + 1
    where id = ${id} and state in ('queued', 'running') returning *
  `.execute(tx.kysely);
  return rows[0];
}

/** Asks a scan to end; one that waits ends with the next look of its job, one that runs at its next step. */
export async function askToCancel(tx: Tx, id: string): Promise<ScanRow | undefined> {
  const { rows } = await sql<ScanRow>`
    update scan set cancel_requested = true, version = version + 1
    where id = ${id} and state in ('queued', 'running') returning *
  `.execute(tx.kysely);
  return rows[0];
}

/** Whether somebody asked a scan to end. */
export async function isCancelAsked(db: Writer, id: string): Promise<boolean> {
  const row = await db.kysely.selectFrom('scan').select('cancel_requested').where('id', '=', id).executeTakeFirst();
  return row?.cancel_requested ?? true;
}

/** The sort of scans by when they were asked for, newest first unless turned round. */
export function scanSortColumns(newestFirst: boolean): readonly SortColumn[] {
  const direction = newestFirst ? 'desc' : 'asc';
  return [
    { column: 'queued_at', type: 'timestamptz', direction },
    { column: 'id', type: 'uuid', direction },
  ];
}

/** One page of scans. */
export async function listScans(
  db: Writer,
  wanted: {
    readonly limit: number;
    readonly newestFirst: boolean;
    readonly projectKey?: number | undefined;
    readonly state?: string | undefined;
    readonly after?: KeysetKey | undefined;
  },
): Promise<KeysetPage<ScanRow>> {
  let query = db.kysely.selectFrom('scan').selectAll();
  if (wanted.projectKey !== undefined) query = query.where('project_key', '=', wanted.projectKey);
  if (wanted.state !== undefined) query = query.where('state', '=', wanted.state);
  const { after, limit } = wanted;
  return await keysetPage(query, { sort: scanSortColumns(wanted.newestFirst), after, limit });
}

/** What the counters of a scan say of a project's findings and components. */
export interface ScanFacts {
  /** Open findings per `severity_rank`, without those filtered. */
  readonly severities: ReadonlyMap<number, number>;
  readonly matches: number;
  /** Open findings that are less severe than was asked for. */
  readonly filtered: number;
  /** Entries of the index that name a package of the project. */
  readonly advisories: number;
  /** Components that could not be judged. */
  readonly doubted: number;
}

/** `severity_rank` of what nobody knows the severity of; no filter removes it. */
const unknownRank = 5;

/**
 * Those facts of a project as it is in this transaction. Findings behind `leastRank` are counted as filtered, but for those of
 * unknown severity and malware (oraculo.md §4).
 */
export async function scanFactsOf(db: Writer, projectKey: number, leastRank: number | null): Promise<ScanFacts> {
  const severities = await sql<{ rank: number; n: number; below: number }>`
    select a.severity_rank as rank, count(*)::int as n, count(*) filter (where a.severity_rank > ${leastRank}::smallint
      and a.severity_rank <> ${unknownRank} and a.kind <> 'malware')::int as below
    from finding f join apv a on a.group_key = f.group_key
    where f.project_key = ${projectKey}
      and f.status in ('suspected', 'could_not_check', 'confirmed', 'remediating', 'delivered')
    group by 1
  `.execute(db.kysely);
  const components = await sql<{ advisories: number; doubted: number }>`
    select coalesce(sum(c.advisories), 0)::int as advisories, count(c.doubt)::int as doubted
    from (select distinct component_key from occurrence where project_key = ${projectKey}) o
    join component c on c.key = o.component_key
  `.execute(db.kysely);
  const counts = new Map(severities.rows.map(({ rank, n, below }) => [rank, n - below]));
  const filtered = severities.rows.reduce((sum, { below }) => sum + below, 0);
  const { advisories = 0, doubted = 0 } = components.rows[0] ?? {};
  const matches = [...counts.values()].reduce((a, b) => a + b, 0);
  return { severities: counts, matches, filtered, advisories, doubted };
}

/** Removes an upload that no scan needs any more. */
export async function dropUpload(tx: Tx, digest: Buffer): Promise<void> {
  await sql`
    delete from content c where c.digest = ${digest} and c.kind = 'upload'
      and not exists (select from scan s where s.upload_digest = c.digest and s.state in ('queued', 'running'))
  `.execute(tx.kysely);
}
