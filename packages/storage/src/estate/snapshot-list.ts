import { type Selectable, sql } from 'kysely';
import type { Writer } from '../database/index.ts';
import { type KeysetKey, type KeysetPage, keysetPage, type SortColumn } from '../lists/index.ts';
import type { EstateTables } from './tables.ts';

/** A snapshot as it is stored. */
export type SnapshotRow = Selectable<EstateTables['snapshot']>;

/** Newest first. */
export const snapshotSort: readonly SortColumn[] = [{ column: 'key', type: 'bigint', direction: 'desc' }];

/** One page of the snapshots of a project. */
export async function pageOfSnapshots(
  db: Writer,
  projectKey: number,
  page: { readonly after?: KeysetKey | undefined; readonly limit: number },
): Promise<KeysetPage<SnapshotRow>> {
  const rows = db.kysely.selectFrom('snapshot').selectAll().where('project_key', '=', projectKey);
  return await keysetPage(rows, { sort: snapshotSort, ...page });
}

/** A snapshot by its UUID. */
export async function snapshotByUuid(db: Writer, uuid: string): Promise<SnapshotRow | undefined> {
  return await db.kysely.selectFrom('snapshot').selectAll().where('id', '=', uuid).executeTakeFirst();
}

/** The snapshot that a project stands on, whole; `undefined` before the first. */
export async function standingSnapshot(db: Writer, projectKey: number): Promise<SnapshotRow | undefined> {
  const { rows } = await sql<SnapshotRow>`
    select s.* from project p join snapshot s on s.key = p.snapshot_key where p.key = ${projectKey}
  `.execute(db.kysely);
  return rows[0];
}
