import type { Tx, Writer } from '../database/index.ts';
import { type PackedBlob, readBlob, storeBlobs } from './blobs.ts';

/** One edited file, ready to be stored; no blob removes it. */
export interface StoredEdit {
  readonly file: string;
  readonly after: PackedBlob | null;
}

/** Stores the bytes that a patch's edits end in. */
export async function storeEdits(tx: Tx, patchUuid: string, edits: readonly StoredEdit[], atMs: number): Promise<void> {
  if (edits.length === 0) return;
  await storeBlobs(
    tx,
    edits.flatMap(({ after }) => after ?? []),
    atMs,
  );
  const values = edits.map(({ file, after }) => ({ patch_id: patchUuid, file, after_digest: after?.digest ?? null }));
  await tx.kysely.insertInto('patch_edit').values(values).execute();
}

/** The files of a patch with their bytes after the edit; `null` removes the file. */
export async function readEdits(db: Writer, patchUuid: string): Promise<ReadonlyMap<string, Uint8Array | null>> {
  const rows = await db.kysely
    .selectFrom('patch_edit')
    .selectAll()
    .where('patch_id', '=', patchUuid)
    .orderBy('file')
    .execute();
  const files = new Map<string, Uint8Array | null>();
  for (const { file, after_digest } of rows) {
    const bytes = after_digest === null ? null : await readBlob(db, after_digest);
    if (bytes === undefined) throw new Error(`the bytes of ${file} are gone`);
    files.set(file, bytes);
  }
  return files;
}
