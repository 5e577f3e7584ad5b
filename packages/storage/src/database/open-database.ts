import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@maximus/kernel';
import { bindMetrics, type MetricsRegistry } from '@maximus/observability';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';
import { errors } from '../errors.ts';
import { storageMetrics } from '../metrics.ts';
import { writeEvents } from '../outbox/write-events.ts';
import type { Tables } from '../tables.ts';
import type { SessionLimits } from './client-config.ts';
import { ConnectionPool, type PoolHolder } from './connection-pool.ts';
import { createPool } from './create-pool.ts';
import { DatabaseWatch, type SlowQuery } from './database-watch.ts';
import { isTransient } from './postgres-error.ts';
import { StatementNames } from './statement-names.ts';
import type { ConnectionSettings, Database, OutgoingEvent, StorageLog, Tx } from './types.ts';

/** What a database handle is made of. */
export interface DatabaseOptions {
  readonly connection: ConnectionSettings;
  readonly clock: Clock;
  readonly logger: StorageLog;
  /** Shown by PostgreSQL beside every session, such as `maximus-server oraculo`. */
  readonly applicationName?: string;
  /** Most connections of this pool; default 10. */
  readonly poolSize?: number;
  readonly limits?: SessionLimits;
  /** `false` behind a pooler in transaction mode that knows no prepared statements; default `true`. */
  readonly prepares?: boolean;
  readonly metrics?: MetricsRegistry | undefined;
}

/** Numbers of the pool. */
export interface PoolState {
  readonly size: number;
  readonly total: number;
  readonly idle: number;
  readonly waiting: number;
  readonly holders: readonly PoolHolder[];
}

/** A database handle with what only its owner calls. */
export interface OpenDatabase extends Database {
  readonly connection: ConnectionSettings;
  /** Calls `listener` after each local commit that wrote events; returns how to stop that. */
  onEvents(listener: () => void): () => void;
  pool(): PoolState;
  slowQueries(): readonly SlowQuery[];
  /** Waits for statements in hand and closes the pool. */
  close(): Promise<void>;
}

const defaultPoolSize = 10;
const tries = 4;

/** A pool on a database. Nothing is connected before the first statement; `ping` says whether it is there. */
export function openDatabase(options: DatabaseOptions): OpenDatabase {
  const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 10_000, idleInTransactionTimeoutMs: 60_000 };
  const pool = createPool({
    connection: options.connection,
    applicationName: options.applicationName ?? 'maximus',
    logger: options.logger,
    size: options.poolSize ?? defaultPoolSize,
    limits: { ...limits, ...options.limits },
  });
  const meters = bindMetrics(storageMetrics, options.metrics);
  const watch = new DatabaseWatch(options.logger, meters);
  const connections = new ConnectionPool(pool, new StatementNames(options.prepares ?? true), watch);
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connections }) });
  const listeners = new Set<() => void>();
  meters.db_pool_connections.collect((record) => {
    record({ state: 'active' }, pool.totalCount - pool.idleCount);
    record({ state: 'idle' }, pool.idleCount);
    record({ state: 'waiting' }, pool.waitingCount);
  });
  return {
    kysely,
    connection: options.connection,
    transaction: (work) => transaction(kysely, options, listeners, work),
    ping: (signal) => ping(kysely, signal),
    onEvents: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pool: () => ({
      size: pool.options.max,
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      holders: connections.holders(),
    }),
    slowQueries: () => watch.slowQueries(),
    close: () => closePool(kysely, pool),
  };
}

async function transaction<T>(
  kysely: Kysely<Tables>,
  options: DatabaseOptions,
  listeners: ReadonlySet<() => void>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const events: OutgoingEvent[] = [];
    try {
      const result = await kysely.transaction().execute(async (trx) => {
        const answer = await work({ kysely: trx, emit: (event) => events.push(event) });
        if (events.length > 0) await writeEvents(trx, events, options.clock);
        return answer;
      });
      if (events.length > 0) for (const listener of listeners) listener();
      return result;
    } catch (error) {
      if (attempt === tries || !isTransient(error)) throw error;
      await sleep(attempt * 10 + Math.random() * 20 * attempt);
    }
  }
}

async function ping(kysely: Kysely<Tables>, signal?: AbortSignal): Promise<void> {
  const answer = sql`select 1`.execute(kysely);
  if (signal === undefined) {
    await answer;
    return;
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(errors.unreachable('PostgreSQL did not answer in time', {}, signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
    // Whoever loses the race is told no more.
    answer.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}

async function closePool(kysely: Kysely<Tables>, pool: Pool): Promise<void> {
  await kysely.destroy();
  if (!pool.ended && !pool.ending) await pool.end();
}
