import { join } from 'node:path';
import { fail, ok, type Result } from '@maximus/kernel';
import { errors } from '../errors.ts';
import { HttpClient } from '../net/http-client.ts';
import type { OnProgress, UpdateReport } from './build-report.ts';
import { type Fetched, fetchAll } from './fetch-feeds.ts';
import { pointerBefore } from './generation.ts';
import { writeFault } from './index-folder.ts';
import { openLayered } from './open-index.ts';
import { type Pointer, writePointer } from './pointer.ts';
import { removeTemporary } from './publish.ts';
import { mergeSources, type UpdateOptions, type UpdateRun } from './update-run.ts';
import { takeWriteLock } from './write-lock.ts';
import { type Written, writeUpdate } from './write-update.ts';

/**
 * Brings the index up to date from its feeds and makes the result current in one step. A feed that fails or looks damaged
 * keeps its old data and is named in the report, which is then `partial`. Fails with `advisories.database_busy`, or with
 * the first feed's error when there is no data at all.
 */
export async function updateIndex(options: UpdateOptions): Promise<Result<UpdateReport>> {
  const lock = await takeWriteLock(options.dir, options.lockWaitMs ?? 0);
  if (!lock.ok) return lock;
  try {
    removeTemporary(options.dir);
    return await updateLocked(options);
  } catch (error) {
    return fail(writeFault(error, options.dir));
  } finally {
    removeTemporary(options.dir);
    lock.value.release();
  }
}

async function updateLocked(options: UpdateOptions): Promise<Result<UpdateReport>> {
  const started = performance.now();
  const run = startRun(options);
  const client = await HttpClient.create(options.network ?? {});
  try {
    const fetched = await fetchAll(run, client);
    const written = await writeUpdate(run, fetched);
    if (run.before === undefined && written.pointer === undefined)
      return fail(fetched.firstError ?? errors.nothing_to_build('no feed brought an advisory'));
    const pointer = written.pointer ?? touchSources(run, fetched);
    return ok(reportOf(pointer, fetched, written, performance.now() - started));
  } finally {
    run.before?.index.close();
    await client.close();
  }
}

function startRun(options: UpdateOptions): UpdateRun {
  const onProgress: OnProgress = options.onProgress ?? (() => undefined);
  const downloads = join(options.dir, 'downloads');
  const pointer = pointerBefore(options.dir);
  const opened = pointer === undefined ? undefined : openLayered(options.dir);
  if (pointer === undefined || opened === undefined) return { options, onProgress, downloads };
  if (opened.ok) return { options, onProgress, downloads, before: { pointer, index: opened.value } };
  onProgress({ type: 'notice', source: options.dir, text: `the old database is replaced: ${opened.error.message}` });
  return { options, onProgress, downloads };
}

/** Nothing new, which is news too: the sources were heard, so the generation is as fresh as they are. */
function touchSources(run: UpdateRun, fetched: Fetched): Pointer {
  const before = run.before as { pointer: Pointer };
  const sources = mergeSources(before.pointer.manifest.sources, fetched.sources);
  const pointer = { ...before.pointer, manifest: { ...before.pointer.manifest, sources } };
  writePointer(run.options.dir, pointer);
  return pointer;
}

function reportOf(pointer: Pointer, fetched: Fetched, written: Written, durationMs: number): UpdateReport {
  const { outcomes } = fetched;
  const bad = outcomes.filter(({ state }) => state === 'failed' || state === 'degraded').length;
  return {
    state: bad === 0 ? 'succeeded' : bad < outcomes.length ? 'partial' : 'failed',
    generation: pointer.manifest.generation,
    digest: pointer.manifest.digest,
    records: pointer.manifest.records,
    wrote: written.wrote,
    added: written.added,
    changed: written.changed,
    removed: written.removed,
    sources: outcomes,
    quarantinedCount: written.losses.quarantinedCount,
    quarantined: written.losses.quarantined,
    skippedElements: written.losses.skippedElements,
    flagged: written.losses.flagged,
    durationMs,
  };
}
