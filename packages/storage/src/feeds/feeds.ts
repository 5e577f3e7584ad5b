import { type Selectable, sql } from 'kysely';
import type { Tx, Writer } from '../database/index.ts';
import type { FeedTables } from './tables.ts';

/** A feed as it is stored. */
export type FeedRow = Selectable<FeedTables['feed']>;

/** A feed as the configuration names it. */
export interface FeedSeed {
  readonly id: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly url: string;
  readonly periodSeconds: number;
  readonly freshnessLimitSeconds: number;
}

/**
 * Makes the feeds be there. What nobody has changed follows the configuration; what somebody changed by the API stays. A
 * new one runs at `firstRunMs`.
 */
export async function seedFeeds(tx: Tx, seeds: readonly FeedSeed[], nowMs: number, firstRunMs: number): Promise<void> {
  for (const seed of seeds) {
    const state = seed.enabled ? 'idle' : 'disabled';
    const next = seed.enabled ? new Date(firstRunMs) : null;
    await sql`
      insert into feed (id, kind, enabled, url, period_seconds, state, next_run_at, freshness_limit_seconds, updated_at)
      values (${seed.id}, ${seed.kind}, ${seed.enabled}, ${seed.url}, ${seed.periodSeconds}::int, ${state},
        ${next}::timestamptz, ${seed.freshnessLimitSeconds}::int, ${new Date(nowMs)}::timestamptz)
      on conflict (id) do update set enabled = excluded.enabled, url = excluded.url,
        period_seconds = excluded.period_seconds, freshness_limit_seconds = excluded.freshness_limit_seconds,
        state = case when feed.enabled = excluded.enabled then feed.state else excluded.state end,
        next_run_at = case when feed.enabled = excluded.enabled and feed.url = excluded.url
          then feed.next_run_at else excluded.next_run_at end,
        updated_at = excluded.updated_at
      where feed.version = 1 and (feed.enabled, feed.url, feed.period_seconds, feed.freshness_limit_seconds)
        is distinct from (excluded.enabled, excluded.url, excluded.period_seconds, excluded.freshness_limit_seconds)
    `.execute(tx.kysely);
  }
}

/** Every feed, by id. */
export async function listFeedRows(db: Writer): Promise<readonly FeedRow[]> {
  return await db.kysely.selectFrom('feed').selectAll().orderBy('id').execute();
}

/** One feed. */
export async function findFeed(db: Writer, id: string): Promise<FeedRow | undefined> {
  return await db.kysely.selectFrom('feed').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The feeds whose turn has come; one that has been at work for longer than `lostMs` is taken for lost. */
export async function dueFeeds(db: Writer, nowMs: number, lostMs: number): Promise<readonly FeedRow[]> {
  return await db.kysely
    .selectFrom('feed')
    .selectAll()
    .where('enabled', '=', true)
    .where('next_run_at', '<=', new Date(nowMs))
    .where((either) =>
      either.or([either('state', '<>', 'syncing'), either('last_attempt_at', '<=', new Date(nowMs - lostMs))]),
    )
    .orderBy('next_run_at')
    .execute();
}

/** Notes that a sync has begun. */
export async function beginFeedSync(db: Writer, id: string, nowMs: number): Promise<void> {
  const at = new Date(nowMs);
  await db.kysely
    .updateTable('feed')
    .set({ state: 'syncing', last_attempt_at: at, updated_at: at })
    .where('id', '=', id)
    .execute();
}

/** How a sync ended. */
export interface FeedSyncEnd {
  readonly state: 'ok' | 'degraded' | 'failed';
  readonly atMs: number;
  readonly nextRunMs: number;
  readonly durationMs: number;
  readonly error?: { readonly code: string; readonly message: string };
  /** Absent where nothing could be read. */
  readonly content?: {
    readonly recordsTotal: number;
    readonly added: number;
    readonly changed: number;
    readonly withdrawn: number;
    readonly cursor: string | null;
    readonly etag: string | null;
  };
}

/** Writes the end of a sync; answers the feed as it is now. Only `ok` counts as a success. */
export async function endFeedSync(tx: Tx, id: string, end: FeedSyncEnd): Promise<FeedRow> {
  const at = new Date(end.atMs);
  const { content } = end;
  return await tx.kysely
    .updateTable('feed')
    .set(({ eb, ref }) => ({
      // Switched off meanwhile: that it stays.
      state: eb.case().when('enabled', '=', true).then(end.state).else('disabled').end(),
      next_run_at: eb
        .case()
        .when('enabled', '=', true)
        .then(sql<Date>`${new Date(end.nextRunMs)}::timestamptz`)
        .else(null)
        .end(),
      errors_in_a_row: end.state === 'ok' ? 0 : eb(ref('errors_in_a_row'), '+', 1),
      last_error: end.error === undefined ? sql<string>`null` : JSON.stringify(end.error),
      last_duration_ms: Math.round(end.durationMs),
      updated_at: at,
      ...(end.state === 'ok' && { last_success_at: at }),
      ...(content !== undefined && {
        records_total: content.recordsTotal,
        added: content.added,
        changed: content.changed,
        withdrawn: content.withdrawn,
        cursor: content.cursor,
        etag: content.etag,
      }),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What somebody changes of a feed. */
export interface FeedChange {
  readonly enabled?: boolean | undefined;
  readonly url?: string | undefined;
  readonly period_seconds?: number | undefined;
  readonly freshness_limit_seconds?: number | undefined;
}

/**
 * Changes a feed that is at version `expected` and lets it run at once where it is on; `undefined` where somebody was
 * faster.
 */
export async function changeFeed(
  tx: Tx,
  row: FeedRow,
  change: FeedChange,
  nowMs: number,
): Promise<FeedRow | undefined> {
  const enabled = change.enabled ?? row.enabled;
  const at = new Date(nowMs);
  const isNews = enabled !== row.enabled || (change.url !== undefined && change.url !== row.url);
  return await tx.kysely
    .updateTable('feed')
    .set({
      enabled,
      url: change.url ?? row.url,
      period_seconds: change.period_seconds ?? row.period_seconds,
      freshness_limit_seconds: change.freshness_limit_seconds ?? row.freshness_limit_seconds,
      ...(isNews && { state: enabled ? 'idle' : 'disabled', next_run_at: enabled ? at : null, errors_in_a_row: 0 }),
      version: row.version + 1,
      updated_at: at,
    })
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .returningAll()
    .executeTakeFirst();
}

/** Lets a feed run again soon, as when what it had brought was replaced. */
export async function hastenFeeds(tx: Tx, ids: readonly string[], nowMs: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.kysely
    .updateTable('feed')
    .set({ next_run_at: new Date(nowMs) })
    .where('id', 'in', [...ids])
    .where('enabled', '=', true)
    .execute();
}

/** A package in use; one entry per version. */
export interface PackageInUse {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string | null;
}

const mostPackages = 100_000;

/** Packages that projects use now, of some base ecosystems; at most 100,000, the newest of the estate first. */
export async function packagesInUse(db: Writer, bases: readonly string[]): Promise<readonly PackageInUse[]> {
  const { rows } = await sql<PackageInUse>`
    select c.ecosystem, c.name, c.version
    from component c
    where c.base_ecosystem = any(${[...bases]}::text[])
      and exists (select from occurrence o where o.component_key = c.key)
    order by c.key desc
    limit ${mostPackages}
  `.execute(db.kysely);
  return rows;
}
