import type { NetworkSettings } from '@maximus/advisories';
import type { Route } from '@maximus/http';
import { type HealthCheck, parseDuration } from '@maximus/kernel';
import { dueFeeds, type Jobs, listFeedRows, seedFeeds } from '@maximus/storage';
import type { MatchKeeper } from '../delta/match-keeper.ts';
import type { Parts } from '../parts.ts';
import { feedSeeds } from './feed-list.ts';
import { type FeedParts, feedScheduleJob, syncJob } from './feed-parts.ts';
import { feedRoutes, isTroubled, requestSync } from './feed-routes.ts';
import { freshnessOf } from './feed-status.ts';
import { networkOf } from './network.ts';
import { type SyncRequest, syncFeed } from './sync-feed.ts';

/** A sync that was begun so long ago and never ended is taken for lost. */
const lostMs = 3_600_000;

/** What syncing is started with. */
export interface FeedNeeds {
  readonly parts: Parts;
  readonly keeper: MatchKeeper;
  readonly jobs: Jobs;
  readonly indexDir: string;
  /** For what the configuration does not say of the network. */
  readonly network?: NetworkSettings | undefined;
}

/**
 * Makes the feeds be there and registers their jobs: a schedule that looks every minute, and the syncs, one at a time over
 * all servers. Nothing is fetched here; the first syncs are due a while after the first start.
 */
export async function startFeeds(needs: FeedNeeds): Promise<{ routes: Route[]; checks: HealthCheck[] }> {
  const { parts, jobs } = needs;
  const { database, clock, config } = parts;
  const feeds: FeedParts = { ...needs, network: { ...needs.network, ...networkOf(config.feeds) } };
  const nowMs = clock.now();
  const firstMs = nowMs + (parseDuration(config.feeds.first_sync_delay) ?? 0);
  await database.transaction((tx) => seedFeeds(tx, feedSeeds(config.feeds), nowMs, firstMs));
  jobs.register(syncJob, async (payload, context) => void (await syncFeed(feeds, payload as SyncRequest, context)), {
    stuckAfterMs: 30 * 60_000,
  });
  jobs.register(feedScheduleJob, () => scheduleFeeds(feeds), { cron: '* * * * *' });
  const { feed_freshness_seconds, feed_records_count } = parts.metrics;
  feed_freshness_seconds.collect(async (record) => {
    for (const row of await listFeedRows(database)) {
      if (!row.enabled || row.last_success_at === null) continue;
      record({ feed: row.id as 'osv' }, (clock.now() - row.last_success_at.getTime()) / 1_000);
    }
  });
  feed_records_count.collect(async (record) => {
    for (const row of await listFeedRows(database)) record({ feed: row.id as 'osv' }, row.records_total);
  });
  return { routes: feedRoutes(feeds), checks: [feedsCheck(parts)] };
}

/** Asks for the syncs that are due; those that wait already are joined. */
export async function scheduleFeeds(feeds: FeedParts): Promise<void> {
  const { database, clock } = feeds.parts;
  for (const row of await dueFeeds(database, clock.now(), lostMs)) await requestSync(feeds, row.id, false);
}

/** The server works on with old data, and says so (oraculo.md §10). */
function feedsCheck({ database, clock }: Parts): HealthCheck {
  return {
    name: 'feeds',
    optional: true,
    check: async () => {
      const rows = await listFeedRows(database);
      const troubled = rows.filter((row) => isTroubled(row, clock.now()));
      if (troubled.length > 0) {
        const named = troubled.map((row) => `${row.id}: ${row.state}, ${freshnessOf(row, clock.now())}`);
        return { status: 'degraded', detail: named.join('; ') };
      }
      const on = rows.filter(({ enabled }) => enabled);
      const waiting = on.filter((row) => freshnessOf(row, clock.now()) === 'never').map(({ id }) => id);
      return { status: 'healthy', detail: waiting.length > 0 ? `not yet synced: ${waiting.join(', ')}` : 'all fresh' };
    },
  };
}
