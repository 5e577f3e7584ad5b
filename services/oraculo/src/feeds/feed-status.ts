import type { FeedStatus } from '@maximus/contracts';
import type { FeedRow } from '@maximus/storage';
import { bringsOf } from './feed-list.ts';
import { breakerOf } from './next-run.ts';

/** `never` before the first success, `stale` once that is older than the limit of the feed. */
export function freshnessOf(row: FeedRow, nowMs: number): FeedStatus['freshness'] {
  if (row.last_success_at === null) return 'never';
  return nowMs - row.last_success_at.getTime() > row.freshness_limit_seconds * 1_000 ? 'stale' : 'fresh';
}

/** A feed as the API shows it. */
export function toFeedStatus(row: FeedRow, nowMs: number): FeedStatus {
  const time = (at: Date | null) => at?.toISOString();
  const { id, enabled, url, period_seconds, records_total, added, changed, withdrawn, errors_in_a_row } = row;
  return {
    id,
    kind: row.kind as FeedStatus['kind'],
    brings: bringsOf(id),
    enabled,
    url,
    period_seconds,
    state: row.state as FeedStatus['state'],
    freshness: freshnessOf(row, nowMs),
    freshness_limit_seconds: row.freshness_limit_seconds,
    last_attempt_at: time(row.last_attempt_at),
    last_success_at: time(row.last_success_at),
    next_run_at: time(row.next_run_at),
    cursor: row.cursor ?? undefined,
    etag: row.etag ?? undefined,
    records_total,
    added,
    changed,
    withdrawn,
    errors_in_a_row,
    last_error: row.last_error ?? undefined,
    last_duration_ms: row.last_duration_ms ?? undefined,
    breaker: breakerOf(row, nowMs),
    version: row.version,
  };
}
