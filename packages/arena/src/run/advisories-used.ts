import type { AdvisoryIndex } from '@maximus/advisories';
import type { ScanReport } from '@maximus/contracts';
import { sha256 } from '../evidence/blobs.ts';

/** Folder of the records in a bundle. */
const advisoryFolder = 'advisories/';

/** Every record of every alias group that either scan found, as the index holds it, by its path in the bundle. */
export function advisoriesUsed(
  index: AdvisoryIndex,
  reports: readonly ScanReport[],
): { readonly listed: { id: string; digest: string }[]; readonly blobs: ReadonlyMap<string, Uint8Array> } {
  const groups = new Set(
    reports.flatMap(({ findings, ignored, filtered }) =>
      [...findings, ...ignored.map(({ finding }) => finding), ...filtered.map(({ finding }) => finding)].map(
        ({ group_id }) => group_id,
      ),
    ),
  );
  const ids = [...new Set([...groups].flatMap((group) => index.group(group)?.recordIds ?? []))].sort();
  const blobs = new Map<string, Uint8Array>();
  const listed = ids.flatMap((id) => {
    const record = index.record(id);
    if (record === undefined) return [];
    const bytes = Buffer.from(JSON.stringify(record), 'utf8');
    blobs.set(`${advisoryFolder}${fileNameOf(id)}.json`, bytes);
    return [{ id, digest: sha256(bytes) }];
  });
  return { listed, blobs };
}

/** An id may be any text; what could be no plain file name is named by its digest. */
function fileNameOf(id: string): string {
  return /^[A-Za-z0-9][\w.:-]{0,99}$/.test(id) ? id.replaceAll(':', '_') : sha256(id);
}
