import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import type { OnProgress } from '../../index/build-report.ts';
import { download, requireZip } from '../../net/download.ts';
import { fetchBody } from '../../net/fetch-text.ts';
import type { HttpClient } from '../../net/http-client.ts';
import { maxRecordBytes } from '../../osv/record.ts';
import { parseTimestamp } from '../../osv/timestamp.ts';
import { defaultLimits } from '../../sources/limits.ts';
import type { Cursor } from '../cursor.ts';
import { type ModifiedId, parseModifiedIds } from './modified-ids.ts';

/** What the bucket has that the index lacks, for one ecosystem. */
export type OsvSync =
  | { readonly state: 'unchanged'; readonly cursor: Cursor }
  /** The archive at `path` replaces everything; the mark is not known before it is read. */
  | { readonly state: 'bulk'; readonly path: string; readonly cursor: Cursor }
  | {
      readonly state: 'delta';
      readonly records: readonly { readonly origin: string; readonly text: Buffer }[];
      /** Ids that the list names and the bucket does not have. */
      readonly absent: readonly string[];
      readonly cursor: Cursor;
    };

/** What a sync works with. */
export interface OsvSyncContext {
  readonly client: HttpClient;
  /** Base of the bucket, without a closing slash. */
  readonly base: string;
  readonly ecosystem: string;
  /** Absent where the ecosystem was never synced. */
  readonly last?: { readonly cursor: Cursor; readonly syncedAtMs: number };
  /** `modified` of the index's own copy, milliseconds since the epoch. */
  readonly modifiedOf: (id: string) => number | undefined;
  /** Folder for downloads; what lies there is resumed. */
  readonly folder: string;
  readonly nowMs: number;
  readonly onProgress: OnProgress;
}

const oldestMarkMs = 3 * 86_400_000;
/** More changes than this are fetched as one archive. */
const mostDeltas = 400;
const inParallel = 8;
const csvBytes = 128 << 20;

/** Brings what is new: single records since the mark, or the whole archive at first and when the mark is too old. */
export async function syncOsv(context: OsvSyncContext): Promise<Result<OsvSync>> {
  const { last, nowMs } = context;
  const markMs = parseTimestamp(last?.cursor.mark ?? '');
  if (last === undefined || markMs === undefined || nowMs - last.syncedAtMs > oldestMarkMs) return bulk(context);
  const url = `${folderUrl(context)}/modified_id.csv`;
  const listed = await fetchBody(context.client, url, { maxBytes: csvBytes });
  if (!listed.ok) return listed;
  if (listed.value.state !== 'body') return bulk(context);
  const { rows, bad } = parseModifiedIds(listed.value.bytes.toString('utf8'));
  if (rows.length === 0 || bad * 100 > rows.length)
    return fail(
      errors.feed_degraded(`${url} is no list of ids: ${bad} of its ${rows.length + bad} lines are not`, { url }),
    );
  const wanted = rows.filter((row) => isNews(row, markMs, context));
  if (wanted.length > mostDeltas) return bulk(context);
  const cursor = { ...last.cursor, mark: newestMark(rows, nowMs, last.cursor.mark ?? '') };
  return wanted.length === 0 ? ok({ state: 'unchanged', cursor }) : delta(context, wanted, cursor);
}

/** Newest stamp that is not in the future; one in the future would hide every change until then. */
export function newestMark(rows: Iterable<{ readonly modified: string }>, nowMs: number, mark: string): string {
  let newest = mark;
  let newestMs = parseTimestamp(mark) ?? Number.NEGATIVE_INFINITY;
  for (const { modified } of rows) {
    const ms = parseTimestamp(modified);
    if (ms === undefined || ms > nowMs || ms <= newestMs) continue;
    newest = modified;
    newestMs = ms;
  }
  return newest;
}

/** Rows of the mark's own stamp count too, because another record may have come with the same one. */
function isNews(row: ModifiedId, markMs: number, context: OsvSyncContext): boolean {
  return row.modifiedMs >= markMs && row.modifiedMs > (context.modifiedOf(row.id) ?? Number.NEGATIVE_INFINITY);
}

async function bulk(context: OsvSyncContext): Promise<Result<OsvSync>> {
  const { client, ecosystem, last, onProgress } = context;
  const url = `${folderUrl(context)}/all.zip`;
  const etag = last?.cursor.etag;
  const got = await download(client, url, {
    path: join(context.folder, `osv-${encodeURIComponent(ecosystem)}.zip`),
    ...(etag === undefined ? {} : { etag }),
    maxBytes: defaultLimits.compressedBytes,
    onBytes: (bytes, totalBytes) =>
      onProgress({ type: 'download', source: url, bytes, ...(totalBytes === undefined ? {} : { totalBytes }) }),
  });
  if (!got.ok) return got;
  if (got.value.state === 'unchanged') return ok({ state: 'unchanged', cursor: last?.cursor ?? {} });
  if (got.value.state === 'absent') return fail(errors.feed_refused(`${url} does not exist`, { url, status: 404 }));
  const zip = await requireZip(got.value.path, url);
  if (!zip.ok) return zip;
  return ok({
    state: 'bulk',
    path: got.value.path,
    cursor: got.value.etag === undefined ? {} : { etag: got.value.etag },
  });
}

async function delta(context: OsvSyncContext, wanted: readonly ModifiedId[], cursor: Cursor): Promise<Result<OsvSync>> {
  const records: { origin: string; text: Buffer }[] = [];
  const absent: string[] = [];
  const queue = [...wanted];
  let failure: Result<never> | undefined;
  let done = 0;
  const worker = async () => {
    for (let row = queue.shift(); row !== undefined && failure === undefined; row = queue.shift()) {
      const url = `${folderUrl(context)}/${encodeURIComponent(row.id)}.json`;
      const got = await fetchBody(context.client, url, { maxBytes: maxRecordBytes + 1 });
      if (!got.ok) failure = got;
      else if (got.value.state === 'body') records.push({ origin: url, text: got.value.bytes });
      else absent.push(row.id);
      done += 1;
      context.onProgress({ type: 'download', source: folderUrl(context), bytes: done, totalBytes: wanted.length });
    }
  };
  await Promise.all(Array.from({ length: inParallel }, worker));
  if (failure !== undefined) return failure;
  if (absent.length > Math.max(5, wanted.length / 10)) {
    const text = `${absent.length} of ${wanted.length} changed records are not there`;
    return fail(errors.feed_degraded(`${folderUrl(context)}: ${text}`, { url: folderUrl(context) }));
  }
  return ok({ state: 'delta', records, absent, cursor });
}

function folderUrl({ base, ecosystem }: OsvSyncContext): string {
  return `${base.replace(/\/$/, '')}/${encodeURIComponent(ecosystem)}`;
}
