import { type ScanError, scanCompleted, snapshotFailed } from '@maximus/contracts';
import { type AppError, fail, isAppError, type Result } from '@maximus/kernel';
import {
  beginScan,
  dropUpload,
  endScan,
  failSnapshot,
  isCancelAsked,
  type JobContext,
  noteCheck,
  type ProjectRow,
  projectsByKey,
  readContent,
  type ScanRow,
  snapshotIdsOf,
  sourceOf,
  type Tx,
  wireId,
} from '@maximus/storage';
import type { MatchKeeper } from '../delta/match-keeper.ts';
import { errors } from '../errors.ts';
import { importSnapshot } from '../imports/import-snapshot.ts';
import type { TakenInventory } from '../imports/taken-inventory.ts';
import type { Parts } from '../parts.ts';
import { readUpload } from '../sources/read-upload.ts';
import type { SourceTools, TakeSource } from '../sources/types.ts';
import { endOf } from './scan-end.ts';
import { noCounters, toScan } from './to-scan.ts';

/** What a running scan works with. */
export interface ScanTools {
  readonly parts: Parts;
  readonly keeper: MatchKeeper;
  readonly sources: Readonly<Partial<Record<string, TakeSource>>>;
  readonly credentials: SourceTools['credentials'];
}

const cancelLookMs = 1_000;
const tries = 5;

/**
 * Runs one scan: reads the source, matches, and ends the scan in the transaction of its snapshot. What is wrong with the
 * source ends the scan with the reason; what is wrong with the machine is thrown, so that the job runs again, and ends the
 * scan at the last try. Doing it twice is doing it once.
 */
export async function runScan(tools: ScanTools, scanId: string, context: JobContext): Promise<void> {
  const { parts } = tools;
  const scan = await beginScan(parts.database, scanId, parts.clock.now());
  if (scan === undefined) return;
  const [project] = await projectsByKey(parts.database, [scan.project_key ?? -1]);
  if (project === undefined || project.archived || scan.cancel_requested) {
    await endWithout(parts, scan, project, 'cancelled', errors.scan_cancelled('cancelled before it began'));
    return;
  }
  const cancel = new AbortController();
  const watch = setInterval(() => {
    isCancelAsked(parts.database, scanId).then(
      (asked) => asked && cancel.abort(),
      // The scan itself meets the same trouble and says so.
      () => undefined,
    );
  }, cancelLookMs);
  try {
    const signal = AbortSignal.any([context.signal, cancel.signal]);
    const taken = await take(tools, scan, project, signal);
    context.signal.throwIfAborted();
    context.progress();
    if (cancel.signal.aborted || (await isCancelAsked(parts.database, scanId))) {
      await endWithout(parts, scan, project, 'cancelled', errors.scan_cancelled('cancelled while it read the source'));
      return;
    }
    if (taken.ok) await importTaken(tools, scan, project, taken.value);
    else await endWithout(parts, scan, project, 'failed', taken.error);
  } catch (error) {
    if (context.attempt >= context.maxAttempts && !context.signal.aborted && !isWaiting(error)) {
      const given = isAppError(error)
        ? error
        : errors.scan_gave_up(`gave up after ${context.attempt} tries`, {}, error);
      await endWithout(parts, scan, project, 'failed', given);
    }
    throw error;
  } finally {
    clearInterval(watch);
  }
}

/** For want of an index an acknowledged upload is not given up: its bytes stay. */
function isWaiting(error: unknown): boolean {
  return isAppError(error) && error.code === 'oraculo.nothing_to_match';
}

async function take(
  tools: ScanTools,
  scan: ScanRow,
  project: ProjectRow,
  signal: AbortSignal,
): Promise<Result<TakenInventory>> {
  const tool = `maximus ${tools.parts.version}`;
  if (scan.upload_digest !== null) {
    const bytes = await readContent(tools.parts.database, scan.upload_digest);
    if (bytes === undefined) return fail(errors.source_unreadable('the upload is gone'));
    return readUpload(scan.upload_kind === 'inventory' ? 'inventory' : 'sbom', bytes, { tool, signal });
  }
  const source = sourceOf(project);
  const read = tools.sources[source.kind];
  if (read === undefined)
    return fail(errors.source_refused(`a project of kind ${source.kind} is brought up to date by uploads`));
  return read(source, { credentials: tools.credentials, signal, tool });
}

/** Imports with the live index; when another process was faster, with the newer one. */
async function importTaken(
  { parts, keeper }: ScanTools,
  scan: ScanRow,
  project: ProjectRow,
  inventory: TakenInventory,
): Promise<void> {
  const snapshotId = (
    await snapshotIdsOf(parts.database, scan.upload_digest === null ? [] : [scan.snapshot_key ?? '0'])
  )
    .values()
    .next().value;
  for (let attempt = 1; ; attempt += 1) {
    const lease = parts.index.tryLease();
    if (lease === undefined) {
      const error = errors.nothing_to_match(parts.index.trouble ?? 'there is no advisory index yet');
      // An upload was acknowledged: its job comes back until there is an index.
      if (scan.upload_digest !== null) throw error;
      await endWithout(parts, scan, project, 'failed', error);
      return;
    }
    using held = lease;
    try {
      await importSnapshot(parts, held.live, {
        projectKey: project.key,
        projectId: project.id,
        inventory,
        scanId: scan.id,
        correlationId: scan.correlation_id,
        ...(snapshotId !== undefined && { snapshotId }),
        finish: async (tx, report) => {
          const end = await endOf(tx, parts, held.live, project, inventory, report, scan.least_severity_rank);
          await complete(tx, parts, scan, project, end);
        },
      });
      return;
    } catch (error) {
      if (attempt === tries || !isAppError(error) || error.code !== 'oraculo.index_behind') throw error;
      await parts.index.refresh();
      await keeper.catchUp(scan.correlation_id);
    }
  }
}

/** Ends a scan that stored no snapshot. */
async function endWithout(
  parts: Parts,
  scan: ScanRow,
  project: ProjectRow | undefined,
  state: 'failed' | 'cancelled',
  error: AppError,
): Promise<void> {
  const atMs = parts.clock.now();
  const { file, line } = error.details;
  const told: ScanError = {
    code: error.code,
    message: error.message,
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
  };
  await parts.database.transaction(async (tx) => {
    if (scan.upload_digest !== null && scan.snapshot_key !== null) await failSnapshot(tx, scan.snapshot_key);
    if (state === 'failed' && project !== undefined) {
      await noteCheck(tx, { projectKey: project.key, atMs, checkState: 'incomplete' });
      const projectId = wireId('prj', project.id);
      const data = {
        project_id: projectId,
        code: told.code,
        message: told.message,
        ...(file !== undefined && { file }),
      };
      tx.emit({ event: snapshotFailed, key: projectId, correlationId: scan.correlation_id, data });
    }
    await complete(tx, parts, scan, project, {
      state,
      counters: { ...noCounters, failed: state === 'failed' ? 1 : 0, could_not_check: project?.component_count ?? 0 },
      sourcesUsed: [],
      passed: state === 'failed' ? false : null,
      generation: null,
      snapshotKey: null,
      errors: [told],
      atMs,
    });
  });
}

async function complete(
  tx: Tx,
  parts: Parts,
  scan: ScanRow,
  project: ProjectRow | undefined,
  end: Parameters<typeof endScan>[2],
): Promise<void> {
  const ended = await endScan(tx, scan.id, end);
  if (ended === undefined) return;
  if (ended.upload_digest !== null) await dropUpload(tx, ended.upload_digest);
  const snapshots = await snapshotIdsOf(tx, ended.snapshot_key === null ? [] : [ended.snapshot_key]);
  const wire = toScan(ended, { project: project?.id, snapshot: snapshots.get(ended.snapshot_key ?? '') });
  tx.emit({ event: scanCompleted, key: wire.scan_id, correlationId: scan.correlation_id, data: { scan: wire } });
  parts.metrics.scan_runs_total.inc({ result: end.state });
  if (wire.duration_ms !== undefined) parts.metrics.scan_duration_seconds.observe(wire.duration_ms / 1000);
}
