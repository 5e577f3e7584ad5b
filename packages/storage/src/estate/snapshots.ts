import type { SnapshotFile, SnapshotStatus } from '@maximus/contracts';
import { sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';

/** A snapshot as it is written once its content is known. */
export interface NewSnapshot {
  /** UUID. */
  readonly id: string;
  readonly projectKey: number;
  readonly commit: string | null;
  readonly ref: string | null;
  readonly takenAtMs: number;
  readonly tool: string;
  readonly status: SnapshotStatus;
  readonly checkState: string;
  readonly contentDigest: Buffer | null;
  readonly files: readonly SnapshotFile[];
  readonly componentCount: number;
  readonly added: number;
  readonly removed: number;
  readonly diffFrom: string | null;
}

/** What the next import needs of the current snapshot. */
export interface CurrentSnapshot {
  readonly key: string;
  readonly id: string;
  readonly status: SnapshotStatus;
  readonly commit: string | null;
  readonly contentDigest: Buffer | null;
}

/** Writes a snapshot, or completes the one that an upload was promised; answers its key. */
export async function writeSnapshot(tx: Tx, snapshot: NewSnapshot): Promise<string> {
  const files = JSON.stringify(snapshot.files);
  const takenAt = new Date(snapshot.takenAtMs);
  const { rows } = await sql<{ key: string }>`
    insert into snapshot as s (id, project_key, commit_id, ref, taken_at, tool, status, check_state, content_digest, files,
      component_count, added, removed, diff_from, created_at)
    values (${snapshot.id}, ${snapshot.projectKey}, ${snapshot.commit}, ${snapshot.ref}, ${takenAt}::timestamptz, ${snapshot.tool},
      ${snapshot.status}, ${snapshot.checkState}, ${snapshot.contentDigest}, ${files}::jsonb, ${snapshot.componentCount},
      ${snapshot.added}, ${snapshot.removed}, ${snapshot.diffFrom}, ${takenAt}::timestamptz)
    on conflict (id) do update set commit_id = excluded.commit_id, ref = excluded.ref, taken_at = excluded.taken_at,
      tool = excluded.tool, status = excluded.status, check_state = excluded.check_state,
      content_digest = excluded.content_digest, files = excluded.files, component_count = excluded.component_count,
      added = excluded.added, removed = excluded.removed, diff_from = excluded.diff_from, version = s.version + 1
      where s.status = 'importing'
    returning s.key
  `.execute(tx.kysely);
  const key = rows[0]?.key;
  if (key === undefined) throw new Error(`snapshot ${snapshot.id} is complete and cannot be written again`);
  return key;
}

/** Promises a snapshot: the upload behind it is stored and will be imported. Answers its key. */
export async function promiseSnapshot(
  tx: Tx,
  promised: { readonly id: string; readonly projectKey: number; readonly tool: string; readonly atMs: number },
): Promise<string> {
  const at = new Date(promised.atMs);
  const { rows } = await sql<{ key: string }>`
    insert into snapshot (id, project_key, taken_at, tool, status, check_state, created_at)
    values (${promised.id}, ${promised.projectKey}, ${at}::timestamptz, ${promised.tool}, 'importing', 'unknown',
      ${at}::timestamptz)
    returning key
  `.execute(tx.kysely);
  return rows[0]?.key ?? '0';
}

/** Ends a promised snapshot that could not be taken. */
export async function failSnapshot(tx: Tx, key: string): Promise<void> {
  await sql`
    update snapshot set status = 'failed', check_state = 'incomplete', version = version + 1
    where key = ${key}::bigint and status = 'importing'
  `.execute(tx.kysely);
}

/** UUIDs of snapshots by their keys. */
export async function snapshotIdsOf(db: Writer, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await db.kysely
    .selectFrom('snapshot')
    .select(['key', 'id'])
    .where(sql<boolean>`key = any(${[...keys]}::bigint[])`)
    .execute();
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** The snapshot that a project stands on; `undefined` before the first. */
export async function currentSnapshot(db: Writer, projectKey: number): Promise<CurrentSnapshot | undefined> {
  const { rows } = await sql<CurrentSnapshot>`
    select s.key, s.id, s.status, s.commit_id as "commit", s.content_digest as "contentDigest"
    from project p join snapshot s on s.key = p.snapshot_key where p.key = ${projectKey}
  `.execute(db.kysely);
  return rows[0];
}

/**
 * Removes what retention lets go of one project: snapshots beyond the newest `keep`, but for pinned ones, the current one
 * and promised ones; and the contents that no snapshot needs any more.
 */
export async function pruneSnapshots(tx: Tx, projectKey: number, keep: number): Promise<number> {
  const { rows } = await sql<{ content_digest: Buffer | null }>`
    delete from snapshot s using project p
    where s.project_key = ${projectKey} and p.key = s.project_key and not s.pinned
      and s.key is distinct from p.snapshot_key and s.status <> 'importing'
      and s.key < (select min(key) from
        (select key from snapshot where project_key = ${projectKey} order by key desc limit ${keep}) newest)
    returning s.content_digest
  `.execute(tx.kysely);
  const digests = rows.flatMap((row) => (row.content_digest === null ? [] : [row.content_digest]));
  if (digests.length > 0) {
    await sql`
      delete from content c where c.digest = any(${digests}::bytea[])
        and not exists (select from snapshot s where s.content_digest = c.digest)
    `.execute(tx.kysely);
  }
  return rows.length;
}
