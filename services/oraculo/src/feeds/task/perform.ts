import {
  errors as advisoryErrors,
  buildIndex,
  type IndexManifest,
  type OnProgress,
  openIndex,
  updateIndex,
} from '@maximus/advisories';
import { type AppError, fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../../errors.ts';
import { exportWithChecksums } from './export-task.ts';
import { localDigest } from './local-digest.ts';
import type { IndexTask, TaskDone, TaskError } from './types.ts';

/** How long a task waits for another writer of the folder. */
const lockWaitMs = 60_000;

/** Does one task. Fails with what the advisories package says, `oraculo.feed_unreadable`, or `oraculo.index_behind`. */
export function performTask(task: IndexTask, onProgress: OnProgress): Promise<Result<TaskDone>> {
  switch (task.kind) {
    case 'update':
      return update(task, onProgress);
    case 'build':
      return build(task, onProgress);
    case 'export':
      return exportTo(task, onProgress);
  }
}

/** A failure as it passes between processes. */
export function toTaskError({ code, message, retryable }: AppError): TaskError {
  return { code, message: message.slice(0, 2_000), retryable };
}

type Task<K extends IndexTask['kind']> = Extract<IndexTask, { readonly kind: K }>;

async function update(task: Task<'update'>, onProgress: OnProgress): Promise<Result<TaskDone>> {
  const before = manifestOf(task.dir);
  const { dir, feeds, ecosystems, network, lookUp } = task;
  const clock = { now: () => task.nowMs };
  const updated = await updateIndex({
    dir,
    clock,
    feeds,
    ecosystems,
    network,
    onProgress,
    lockWaitMs,
    ...(lookUp && { lookUp }),
  });
  if (!updated.ok) return updated;
  const { added, changed, removed, sources, generation } = updated.value;
  const after = manifestOf(dir);
  return ok({
    generation,
    records: sources.reduce((sum, { records }) => sum + records, 0),
    added,
    changed,
    withdrawn: removed + Math.max(0, (after?.withdrawn ?? 0) - (before?.withdrawn ?? 0)),
    sources: sources.map(({ error, ...rest }) => ({ ...rest, ...(error && { error: toTaskError(error) }) })),
    ...placeOf(after, new Set(sources.map(({ id }) => id))),
  });
}

/** Where the next update goes on: the newest mark of the sources, and the ETag of one that has a single file. */
function placeOf(manifest: IndexManifest | undefined, ids: ReadonlySet<string>): Pick<TaskDone, 'cursor' | 'etag'> {
  const cursors = (manifest?.sources ?? []).filter(({ id }) => ids.has(id)).map(({ cursor }) => parsed(cursor));
  const marks = cursors.flatMap(({ mark }) => (typeof mark === 'string' ? [mark] : [])).sort();
  const [only] = cursors;
  const etag = cursors.length === 1 ? only?.etag : undefined;
  return { cursor: marks.at(-1), etag: typeof etag === 'string' ? etag : undefined };
}

function parsed(cursor: string | undefined): { readonly mark?: unknown; readonly etag?: unknown } {
  if (cursor === undefined || !cursor.startsWith('{')) return { mark: cursor };
  return JSON.parse(cursor) as { mark?: unknown; etag?: unknown };
}

async function build(task: Task<'build'>, onProgress: OnProgress): Promise<Result<TaskDone>> {
  const { dir, from, lastDigest, lastRecords } = task;
  let digest: string;
  try {
    digest = await localDigest(from);
  } catch (cause) {
    return fail(errors.feed_unreadable(`${from}: ${(cause as Error).message}`, { file: from }, cause));
  }
  const before = manifestOf(dir);
  if (before !== undefined && digest === lastDigest)
    return ok({ ...nothingNew(before), records: lastRecords, cursor: digest });
  let read = { records: 0, quarantined: 0 };
  const built = await buildIndex({
    from: [from],
    out: dir,
    clock: { now: () => task.nowMs },
    onProgress,
    lockWaitMs,
    accept: (found) => {
      read = found;
      const { records, quarantined } = found;
      const isBad = quarantined * 100 > records + quarantined || records < lastRecords * 0.8;
      const text = `${from} has ${records} good and ${quarantined} bad records, and ${lastRecords} are in use`;
      return isBad ? advisoryErrors.feed_degraded(text) : undefined;
    },
  });
  if (!built.ok) return built;
  const after = manifestOf(dir);
  return ok({
    generation: built.value.generation,
    records: read.records,
    added: Math.max(0, built.value.records - (before?.records ?? 0)),
    changed: 0,
    withdrawn: Math.max(0, (after?.withdrawn ?? 0) - (before?.withdrawn ?? 0)),
    sources: [{ id: 'local', state: 'updated', records: read.records }],
    cursor: digest,
  });
}

function nothingNew({ generation, records }: IndexManifest): TaskDone {
  const source = { id: 'local', state: 'unchanged', records } as const;
  return { generation, records, added: 0, changed: 0, withdrawn: 0, sources: [source] };
}

async function exportTo(task: Task<'export'>, onProgress: OnProgress): Promise<Result<TaskDone>> {
  const written = await exportWithChecksums(task.dir, task.out, onProgress);
  if (!written.ok) return written;
  const after = manifestOf(task.dir);
  // Nothing says which generation was read but that it is still the same.
  if (after?.digest !== task.digest)
    return fail(errors.index_behind('a newer advisory index came while it was exported'));
  return ok({ ...nothingNew(after), records: written.value });
}

function manifestOf(dir: string): IndexManifest | undefined {
  const opened = openIndex(dir);
  if (!opened.ok) return undefined;
  const { manifest } = opened.value;
  opened.value.close();
  return manifest;
}
