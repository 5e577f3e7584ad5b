import { bindMetrics, type MetricsRegistry } from '@maximus/observability';
import { sql } from 'kysely';
import type { Database, StorageLog } from '../database/index.ts';
import { storageMetrics } from '../metrics.ts';

/** What the watch over locks stands on. */
export interface LockWatchOptions {
  readonly database: Pick<Database, 'kysely'>;
  readonly logger: StorageLog;
  readonly metrics?: MetricsRegistry | undefined;
  /** How often it looks; default 5 s. */
  readonly everyMs?: number;
  /** Waits from this long on are told; default 5 s (platform.md §10). */
  readonly waitMs?: number;
}

interface Wait {
  readonly id: string;
  readonly waited_ms: number;
  readonly waiting: string;
  readonly blocking: string;
  readonly blocked_by: number;
}

/** Tells and counts every long wait of this program for a lock once, with both statements, never their values. */
export function watchLocks(options: LockWatchOptions): { stop(): Promise<void> } {
  const { logger, everyMs = 5_000, waitMs = 5_000 } = options;
  const meters = bindMetrics(storageMetrics, options.metrics);
  let told = new Set<string>();
  const look = async (): Promise<void> => {
    const waits = await longWaits(options.database, waitMs);
    for (const wait of waits) {
      if (told.has(wait.id)) continue;
      meters.db_lock_waits_total.inc();
      logger.warn({ ...wait }, 'a statement waits long for a lock');
    }
    told = new Set(waits.map(({ id }) => id));
  };
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch((error) => logger.debug({ err: error }, 'the locks could not be looked at'));
  }, everyMs);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

async function longWaits({ kysely }: Pick<Database, 'kysely'>, waitMs: number): Promise<readonly Wait[]> {
  const { rows } = await sql<Wait>`
    select waiting.pid || '/' || extract(epoch from waiting.query_start) as id,
      (extract(epoch from clock_timestamp() - waiting.query_start) * 1000)::int as waited_ms,
      left(waiting.query, 500) as waiting, left(blocking.query, 500) as blocking, blocking.pid as blocked_by
    from pg_stat_activity as waiting
    cross join lateral unnest(pg_blocking_pids(waiting.pid)) as blocker (pid)
    join pg_stat_activity as blocking on blocking.pid = blocker.pid
    where waiting.wait_event_type = 'Lock'
      and waiting.datname = current_database()
      and waiting.application_name = current_setting('application_name')
      and waiting.query_start < clock_timestamp() - make_interval(secs => ${waitMs / 1_000})
    limit 50`.execute(kysely);
  return rows;
}
