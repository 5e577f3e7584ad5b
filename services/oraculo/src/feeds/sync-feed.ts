import type { LookUp, PackageQuestion } from '@maximus/advisories';
import { feedFailed, feedSynced } from '@maximus/contracts';
import { newId, type Result } from '@maximus/kernel';
import { correlation } from '@maximus/observability';
import {
  beginFeedSync,
  endFeedSync,
  type FeedRow,
  findFeed,
  hastenFeeds,
  type JobContext,
  packagesInUse,
  type Tx,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';
import type { FeedParts } from './feed-parts.ts';
import { judgeSync, type SyncVerdict } from './judge-sync.ts';
import { nextRunMs } from './next-run.ts';
import { ProgressEvents } from './progress-events.ts';
import { runTask } from './task/run-task.ts';
import type { IndexTask, TaskDone, TaskError } from './task/types.ts';

/** What a sync was asked for with. */
export interface SyncRequest {
  readonly feed_id: string;
  /** Runs also before the feed's turn. */
  readonly asked: boolean;
  /** What `osv-api` looks up; the packages of the estate where absent. */
  readonly only?: Pick<LookUp, 'ids' | 'packages'>;
}

/**
 * Syncs one feed: brings what is new into the index by a process of its own, writes down how it went, tells it, and
 * brings the estate to the new generation. Syncs run one at a time over all servers. A feed that fails is no failure of
 * the job; one that is cut off by the end of this process runs again, and goes on with what was downloaded.
 */
export async function syncFeed(
  feeds: FeedParts,
  request: SyncRequest,
  context: Pick<JobContext, 'signal' | 'progress'>,
): Promise<SyncVerdict | undefined> {
  const { parts } = feeds;
  const { database, clock } = parts;
  const row = await findFeed(database, request.feed_id);
  if (row === undefined || !row.enabled) return undefined;
  const isDue = (row.next_run_at?.getTime() ?? 0) <= clock.now();
  if (!request.asked && !isDue) return undefined;
  const correlationId = correlation.current()?.correlationId ?? newId('evt', clock);
  const beganMs = performance.now();
  await beginFeedSync(database, row.id, clock.now());
  const progress = new ProgressEvents(parts, row.id, correlationId);
  const outcome = await bring(feeds, row, request, {
    signal: context.signal,
    onProgress: (event) => {
      context.progress();
      progress.take(event);
    },
  });
  await progress.settled();
  const verdict = judgeSync(outcome);
  const durationMs = performance.now() - beganMs;
  await database.transaction((tx) => settle(tx, feeds, row, verdict, { durationMs, correlationId }));
  const { feed_syncs_total, feed_duration_seconds } = parts.metrics;
  const feed = row.id as 'osv';
  feed_syncs_total.inc({ feed, result: verdict.state });
  feed_duration_seconds.observe({ feed }, durationMs / 1_000);
  note(feeds, row, verdict);
  await parts.index.refresh();
  await feeds.keeper.catchUp(correlationId);
  return verdict;
}

async function bring(
  feeds: FeedParts,
  row: FeedRow,
  request: SyncRequest,
  options: Parameters<typeof runTask>[1],
): Promise<Result<TaskDone, TaskError>> {
  const { parts } = feeds;
  if (row.id === 'local' && (await findFeed(parts.database, 'osv'))?.enabled === true)
    return { ok: false, error: errors.feed_conflict('both local and osv are on') };
  return runTask(await taskOf(feeds, row, request), options);
}

async function taskOf(
  { parts, indexDir, network }: FeedParts,
  row: FeedRow,
  { only }: SyncRequest,
): Promise<IndexTask> {
  const nowMs = parts.clock.now();
  if (row.id === 'local') {
    const { url: from, cursor, records_total: lastRecords } = row;
    return { kind: 'build', dir: indexDir, from, lastDigest: cursor ?? undefined, lastRecords, nowMs };
  }
  if (row.id === 'osv-api') {
    const lookUp = { base: row.url, ...(only ?? { packages: await estatePackages(parts) }) };
    return { kind: 'update', dir: indexDir, feeds: {}, ecosystems: [], network, lookUp, nowMs };
  }
  const { ecosystems } = parts.config.feeds;
  return { kind: 'update', dir: indexDir, feeds: { [row.id]: row.url }, ecosystems, network, nowMs };
}

/** What the estate uses of the ecosystems that the index knows; of others single records would make a false impression. */
async function estatePackages(parts: Parts): Promise<readonly PackageQuestion[]> {
  using lease = parts.index.tryLease();
  const covered = lease?.live.index.manifest.covered ?? [];
  return (await packagesInUse(parts.database, covered)).map(({ ecosystem, name, version }) => ({
    ecosystem,
    name,
    ...(version !== null && { version }),
  }));
}

async function settle(
  tx: Tx,
  { parts }: FeedParts,
  row: FeedRow,
  { state, error, done }: SyncVerdict,
  { durationMs, correlationId }: { readonly durationMs: number; readonly correlationId: string },
): Promise<void> {
  const atMs = parts.clock.now();
  const errorsInARow = state === 'ok' ? 0 : row.errors_in_a_row + 1;
  const turn = { nowMs: atMs, periodMs: row.period_seconds * 1_000, errorsInARow, random: Math.random() };
  const ended = await endFeedSync(tx, row.id, {
    state,
    atMs,
    durationMs,
    nextRunMs: nextRunMs(turn),
    ...(error !== undefined && { error }),
    ...(done !== undefined &&
      state !== 'failed' && {
        content: {
          recordsTotal: done.records,
          added: done.added,
          changed: done.changed,
          withdrawn: done.withdrawn,
          cursor: done.cursor ?? null,
          etag: done.etag ?? null,
        },
      }),
  });
  // A whole new index holds only what the folder has of the catalogue and the forecasts.
  if (row.id === 'local' && done?.sources.some((source) => source.state === 'updated') === true)
    await hastenFeeds(tx, ['kev', 'epss'], atMs);
  const to = { key: row.id, correlationId };
  if (error !== undefined) {
    const since = ended.last_success_at?.toISOString();
    const data = { feed_id: row.id, ...error, errors_in_a_row: ended.errors_in_a_row };
    tx.emit({ ...to, event: feedFailed, data: { ...data, ...(since !== undefined && { last_success_at: since }) } });
    return;
  }
  tx.emit({
    ...to,
    event: feedSynced,
    data: {
      feed_id: row.id,
      records_total: ended.records_total,
      added: ended.added,
      changed: ended.changed,
      withdrawn: ended.withdrawn,
      duration_ms: Math.round(durationMs),
      ...(done !== undefined && { generation: done.generation }),
    },
  });
}

/** One line when a feed begins to fail and one when it is back, however long it lasts. */
function note({ parts }: FeedParts, row: FeedRow, { state, error, done }: SyncVerdict): void {
  const wasFailing = row.errors_in_a_row > 0;
  const facts = { feed: row.id, state, ...(done && { generation: done.generation, records: done.records }) };
  if (error !== undefined) {
    const told = { ...facts, code: error.code, reason: error.message };
    parts.log[wasFailing ? 'debug' : 'warn'](told, 'a feed could not be synced; its old data stay in use');
  } else parts.log[wasFailing ? 'info' : 'debug'](facts, 'a feed was synced');
}
