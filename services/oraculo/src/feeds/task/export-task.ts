import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportIndex, type OnProgress } from '@maximus/advisories';
import { ok, type Result } from '@maximus/kernel';
import { checksumOf } from '../../compatible/crc32c.ts';

/** One archive of an export. */
export interface ExportedArchive {
  readonly ecosystem: string;
  /** Relative to the folder. */
  readonly file: string;
  readonly bytes: number;
  /** CRC-32C. */
  readonly crc: number;
}

/** File that lists the archives of an export; it is written last, so an export that has it is whole. */
export const checksumsName = 'archives.json';

/** Exports the index in the layout of the feeds and notes size and checksum of each archive; answers the record count. */
export async function exportWithChecksums(dir: string, out: string, onProgress: OnProgress): Promise<Result<number>> {
  const written = await exportIndex(dir, out, onProgress);
  if (!written.ok) return written;
  const archives: ExportedArchive[] = [];
  for (const file of written.value.files) {
    const found = /^(.+)[\\/]all\.zip$/.exec(file);
    if (found?.[1] === undefined) continue;
    archives.push({ ecosystem: decodeURIComponent(found[1]), file, ...(await checksumOf(join(out, file))) });
  }
  await writeFile(join(out, checksumsName), JSON.stringify(archives));
  return ok(written.value.records);
}
