import type { Handles } from '@maximus/observability';
import type { storageMetrics } from '../metrics.ts';
import type { PoolHolder } from './connection-pool.ts';
import type { StorageLog } from './types.ts';

/** A statement that took longer than 500 ms. */
export interface SlowQuery {
  readonly label: string;
  /** Without its values. */
  readonly statement: string;
  readonly tookMs: number;
  readonly count: number;
  readonly worstMs: number;
}

type Meters = Handles<typeof storageMetrics.$rows>;

const slowMs = 500;
const mostSlow = 200;

/** Collects what the database is slow at and where it gets stuck, for metrics, log and the page of slow queries. */
export class DatabaseWatch {
  private readonly logger: StorageLog;
  private readonly meters: Meters;
  private readonly slow = new Map<string, SlowQuery>();

  constructor(logger: StorageLog, meters: Meters) {
    this.logger = logger;
    this.meters = meters;
  }

  queried(label: string, statement: string, tookMs: number): void {
    this.meters.db_query_duration_seconds.observe({ query: label }, tookMs / 1_000);
    if (tookMs < slowMs) return;
    this.meters.db_slow_queries_total.inc({ query: label });
    this.remember(label, statement.slice(0, 4_000), Math.round(tookMs));
    this.logger.warn({ query: label, tookMs: Math.round(tookMs), statement: statement.slice(0, 500) }, 'slow query');
  }

  /** `others`: what the sessions of the deadlock are at, ours among them when it is still shown. */
  deadlock(statement: string, others: readonly string[]): void {
    this.meters.db_deadlocks_total.inc();
    this.logger.warn({ statement: statement.slice(0, 500), others }, 'deadlock; the transaction is tried again');
  }

  poolExhausted(waiting: number, holders: readonly PoolHolder[]): void {
    this.meters.db_pool_exhausted_total.inc();
    this.logger.error({ waiting, holders: holders.slice(0, 20) }, 'no database connection was free for 5 s');
  }

  /** The slowest first. */
  slowQueries(): readonly SlowQuery[] {
    return [...this.slow.values()].sort((a, b) => b.worstMs - a.worstMs);
  }

  private remember(label: string, statement: string, tookMs: number): void {
    const before = this.slow.get(statement);
    // Taken out and put back, so that the one not seen for longest is first and leaves when it is full.
    this.slow.delete(statement);
    const count = (before?.count ?? 0) + 1;
    const worstMs = Math.max(before?.worstMs ?? 0, tookMs);
    this.slow.set(statement, { label, statement, tookMs, count, worstMs });
    const oldest = this.slow.keys().next().value;
    if (this.slow.size > mostSlow && oldest !== undefined) this.slow.delete(oldest);
  }
}
