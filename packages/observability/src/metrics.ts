import { defineMetrics } from './metrics/table.ts';

/** What every process tells of itself, whatever it serves (platform.md §4, §10). */
export const platformMetrics = defineMetrics('platform', {
  http_requests_total: {
    type: 'counter',
    help: 'Requests answered, by the pattern of their route.',
    labels: ['method', 'route', 'status'],
  },
  http_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the first byte of a request to the last of its answer.',
    labels: ['method', 'route'],
    buckets: [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  http_errors_total: {
    type: 'counter',
    help: 'Requests that ended in a problem, by its code.',
    labels: ['error_type', 'route'],
  },
  http_active_requests: { type: 'gauge', help: 'Requests in hand.' },
  process_memory_bytes: {
    type: 'gauge',
    help: 'Memory of the process.',
    labels: { kind: ['rss', 'heap_used', 'heap_total', 'heap_limit', 'external', 'array_buffers'] },
  },
  process_heap_floor_bytes: { type: 'gauge', help: 'Heap in use right after the last full collection.' },
  process_active_handles: {
    type: 'gauge',
    help: 'What keeps the event loop busy: sockets, servers, timers, files, children.',
    labels: ['kind'],
  },
  process_event_loop_lag_seconds: {
    type: 'histogram',
    help: 'How late a timer of one second fires.',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  },
  build_version_info: { type: 'gauge', help: 'Always 1.', labels: ['version', 'commit', 'node'] },
  operation_runs_total: {
    type: 'counter',
    help: 'Operations that ended.',
    labels: ['operation_type', 'status'],
  },
  operation_duration_seconds: {
    type: 'histogram',
    help: 'How long an operation took.',
    labels: ['operation_type', 'status'],
    buckets: [0.1, 0.5, 1, 5, 10, 30, 60],
  },
  watch_alerts_total: {
    type: 'counter',
    help: 'What the watches of the process found.',
    labels: { kind: ['heap_growth', 'heap_limit', 'event_loop_lag', 'stuck_job'] },
  },
  watch_stuck_jobs: { type: 'gauge', help: 'Jobs that made no progress within their limit.' },
});
