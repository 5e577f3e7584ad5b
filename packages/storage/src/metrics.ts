import { defineMetrics } from '@maximus/observability';

/** What storage tells of itself (platform.md §4, §10). */
export const storageMetrics = defineMetrics('platform', {
  db_pool_connections: {
    type: 'gauge',
    help: 'Connections of the pool; `waiting` counts requests that wait for one.',
    labels: { state: ['active', 'idle', 'waiting'] },
  },
  db_query_duration_seconds: {
    type: 'histogram',
    help: 'Time of one statement, by its verb and first table.',
    labels: ['query'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  },
  db_slow_queries_total: {
    type: 'counter',
    help: 'Statements that took longer than 500 ms.',
    labels: ['query'],
  },
  db_deadlocks_total: { type: 'counter', help: 'Transactions that PostgreSQL ended to break a deadlock.' },
  db_lock_waits_total: { type: 'counter', help: 'Waits for a lock that passed 5 s.' },
  db_pool_exhausted_total: { type: 'counter', help: 'Times when no connection became free within 5 s.' },
  job_runs_total: {
    type: 'counter',
    help: 'Runs of background jobs that ended, by the name of the job.',
    labels: ['queue', 'result'],
  },
  job_waiting_count: {
    type: 'gauge',
    help: 'Background jobs that are due and not yet running, by the name of the job.',
    labels: ['queue'],
  },
  job_returned_total: { type: 'counter', help: 'Jobs that were taken back from a process that had died.' },
});
