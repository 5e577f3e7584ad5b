import { errors as advisoryErrors } from '@maximus/advisories';
import {
  type FeedLookUp,
  type FeedPatch,
  getFeedsHealth,
  getLiveIndex,
  listFeeds,
  syncFeed as syncEndpoint,
  updateFeed,
} from '@maximus/contracts';
import { acceptedAnswer, errors as httpErrors, okAnswer, type Route, route } from '@maximus/http';
import { changeFeed, type FeedRow, findFeed, listFeedRows, readMatchState } from '@maximus/storage';
import { errors } from '../errors.ts';
import { isStale } from '../scans/scan-end.ts';
import { type FeedParts, syncJob } from './feed-parts.ts';
import { freshnessOf, toFeedStatus } from './feed-status.ts';
import { breakerMs, breakerOf } from './next-run.ts';

/** Feeds: list, health, sync, change; and the live index. */
export function feedRoutes(feeds: FeedParts): Route[] {
  const { database, clock } = feeds.parts;
  const shown = (row: FeedRow) => toFeedStatus(row, clock.now());
  return [
    route(listFeeds, async () => okAnswer({ items: (await listFeedRows(database)).map(shown) })),
    route(getFeedsHealth, async () => {
      const rows = await listFeedRows(database);
      return okAnswer({
        status: rows.some((row) => isTroubled(row, clock.now())) ? 'degraded' : 'healthy',
        feeds: rows.map((row) => {
          const { id, enabled, state, freshness, last_success_at, last_error } = shown(row);
          return { id, enabled, state, freshness, last_success_at, last_error };
        }),
      });
    }),
    route(syncEndpoint, async ({ params, body }) => {
      const row = await feedNamed(feeds, params.id);
      if (!row.enabled) throw errors.feed_disabled(`the feed ${row.id} is off`);
      if (breakerOf(row, clock.now()) === 'open') {
        const waitMs = (row.last_attempt_at?.getTime() ?? 0) + breakerMs - clock.now();
        const details = { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)) };
        throw errors.feed_resting(`the feed ${row.id} failed ${row.errors_in_a_row} times in a row`, details);
      }
      if (body !== undefined && row.id !== 'osv-api')
        throw httpErrors.invalid('only osv-api looks single packages and ids up');
      await requestSync(feeds, row.id, true, body);
      return acceptedAnswer(shown((await findFeed(database, row.id)) ?? row));
    }),
    route(updateFeed, async ({ params, body, headers }) => {
      const row = await change(feeds, params.id, body, headers['if-match']);
      return okAnswer(shown(row), { etag: `"${row.version}"` });
    }),
    route(getLiveIndex, async () => okAnswer(await indexState(feeds))),
  ];
}

/** Asks for a sync: one that waits already is joined. */
export async function requestSync({ jobs }: FeedParts, id: string, asked: boolean, only?: FeedLookUp): Promise<void> {
  const request = { feed_id: id, asked, ...(only !== undefined && { only }) };
  // Somebody's own request is never taken over by the schedule's, which may find that it is not yet time.
  const key = only === undefined ? { key: `feed:${id}${asked ? ':asked' : ''}` } : {};
  await jobs.enqueue(syncJob, request, { queue: 'feeds', ...key, priority: asked ? 0 : 100, maxAttempts: 3 });
}

/** Whether a feed that is on does not do what it should; before its first attempt nothing is wrong yet. */
export function isTroubled(row: FeedRow, nowMs: number): boolean {
  if (!row.enabled) return false;
  const freshness = freshnessOf(row, nowMs);
  return row.errors_in_a_row > 0 || freshness === 'stale';
}

async function feedNamed({ parts }: FeedParts, id: string): Promise<FeedRow> {
  const row = await findFeed(parts.database, id);
  if (row === undefined) throw errors.feed_not_found(`there is no feed "${id}"`);
  return row;
}

async function change(feeds: FeedParts, id: string, patch: FeedPatch, ifMatch: string | undefined): Promise<FeedRow> {
  const { database, clock } = feeds.parts;
  const row = await feedNamed(feeds, id);
  if (ifMatch !== undefined && ifMatch !== `"${row.version}"`)
    throw httpErrors.version_mismatch(`the feed has version ${row.version}, not ${ifMatch}`);
  if (row.id === 'local' && patch.url !== undefined)
    throw httpErrors.invalid('the path of `local` is set in the configuration, as feeds.local');
  if (patch.enabled === true) await mayBeOn(feeds, row, patch.url ?? row.url);
  const changed = await database.transaction((tx) => changeFeed(tx, row, patch, clock.now()));
  if (changed === undefined) throw httpErrors.version_mismatch('somebody else changed the feed at the same time');
  if (changed.enabled && !row.enabled) await requestSync(feeds, row.id, true);
  return changed;
}

async function mayBeOn({ parts }: FeedParts, row: FeedRow, url: string): Promise<void> {
  if (url === '') throw errors.feed_conflict(`the feed ${row.id} has no address yet`);
  const rival = row.id === 'local' ? 'osv' : row.id === 'osv' ? 'local' : undefined;
  if (rival === undefined || (await findFeed(parts.database, rival))?.enabled !== true) return;
  throw errors.feed_conflict(`${row.id} cannot be on together with ${rival}`);
}

async function indexState({ parts }: FeedParts) {
  using lease = parts.index.tryLease();
  if (lease === undefined) throw advisoryErrors.no_database(parts.index.trouble ?? 'there is no advisory index yet');
  const { manifest } = lease.live.index;
  const matched = await readMatchState(parts.database);
  const { generation, builtAt, records, withdrawn, digest, ecosystems, covered, sources } = manifest;
  return {
    generation,
    matched_generation: matched?.generation ?? 0,
    built_at: builtAt,
    records,
    withdrawn,
    digest,
    ecosystems,
    covered,
    freshness: isStale(parts, lease.live) ? ('stale' as const) : ('fresh' as const),
    sources: sources.map(({ id, kind, syncedAt, records: own }) => ({ id, kind, synced_at: syncedAt, records: own })),
  };
}
