import { getHeapStatistics } from 'node:v8';
import type { CheckResult, Clock, HealthCheck } from '@maximus/kernel';
import type { Logger } from '../logger/logger.ts';
import { bindMetrics, type MetricsRegistry } from '../metrics/index.ts';
import { platformMetrics } from '../metrics.ts';
import { type HeapVerdict, startHeapWatch } from './heap-watch.ts';
import { startLagWatch } from './lag-watch.ts';
import { createStuckJobs, type StuckJobs } from './stuck-jobs.ts';

/** What the watch of a process works with. */
export interface ProcessWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly registry?: MetricsRegistry | undefined;
}

/** The watches of one process. */
export interface ProcessWatch {
  readonly jobs: StuckJobs;
  /** Whether the event loop has been later than 1 s for 10 s without a break; what the check `event_loop` tells. */
  isLate(): boolean;
  /** `event_loop`, `memory` and `jobs` for `/health`. */
  readonly checks: readonly HealthCheck[];
  stop(): void;
}

/** Watches event loop, heap and jobs; what it finds is logged once, counted, and shown by `/health`. */
export function startProcessWatch({ clock, logger: parent, registry }: ProcessWatchOptions): ProcessWatch {
  const logger = parent.child({ logger: 'watch' });
  const metrics = bindMetrics(platformMetrics, registry);
  let isLate = false;
  let heapState: HeapVerdict | undefined;
  const lag = startLagWatch((lagSeconds, late) => {
    metrics.process_event_loop_lag_seconds.observe(lagSeconds);
    if (late && !isLate) {
      metrics.watch_alerts_total.inc({ kind: 'event_loop_lag' });
      logger.warn({ lag_seconds: lagSeconds }, 'the event loop has been late for ten seconds');
    }
    isLate = late;
  });
  const heap = startHeapWatch(clock, (verdict) => {
    if (verdict !== undefined && verdict.kind !== heapState?.kind) {
      metrics.watch_alerts_total.inc({ kind: verdict.kind });
      logger.warn({ ...verdict }, 'the memory that stays in use grows');
    }
    heapState = verdict;
  });
  const jobs = createStuckJobs(clock, ({ name, silentMs }) => {
    metrics.watch_alerts_total.inc({ kind: 'stuck_job' });
    logger.warn({ job: name, silent_ms: silentMs }, 'a job makes no progress');
  });
  metrics.watch_stuck_jobs.collect((record) => record(jobs.stuck().length));
  metrics.process_heap_floor_bytes.collect((record) => record(heap.floor() ?? 0));
  metrics.process_memory_bytes.collect(readMemory);
  metrics.process_active_handles.collect(readHandles);
  const rounds = setInterval(() => jobs.stuck(), 10_000);
  rounds.unref();

  const check = (name: string, judge: () => string | undefined): HealthCheck => ({
    name,
    check: async (): Promise<CheckResult> => {
      const detail = judge();
      return detail === undefined ? { status: 'healthy' } : { status: 'degraded', detail };
    },
  });
  return {
    jobs,
    isLate: () => isLate,
    checks: [
      check('event_loop', () => (isLate ? 'later than 1 s for 10 s' : undefined)),
      check('memory', () => describeHeap(heapState)),
      check('jobs', () => {
        const names = jobs.stuck().map(({ name }) => name);
        return names.length === 0 ? undefined : `without progress: ${names.slice(0, 5).join(', ')}`;
      }),
    ],
    stop: () => {
      lag.stop();
      heap.stop();
      clearInterval(rounds);
    },
  };
}

function describeHeap(verdict: HeapVerdict | undefined): string | undefined {
  if (verdict === undefined) return undefined;
  const floor = `${Math.round(verdict.floorBytes / 1024 ** 2)} MiB stay in use`;
  return verdict.kind === 'heap_limit'
    ? `${floor}, more than 85 % of the limit`
    : `${floor}, ${(verdict.bytesPerMinute / 1024 ** 2).toFixed(1)} MiB more each minute for 30 min`;
}

function readMemory(record: (labels: { readonly kind: string }, bytes: number) => void): void {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  const kinds = {
    rss,
    heap_used: heapUsed,
    heap_total: heapTotal,
    heap_limit: getHeapStatistics().heap_size_limit,
    external,
    array_buffers: arrayBuffers,
  };
  for (const [kind, bytes] of Object.entries(kinds)) record({ kind }, bytes);
}

function readHandles(record: (labels: { readonly kind: string }, count: number) => void): void {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const [kind, count] of counts) record({ kind }, count);
}
