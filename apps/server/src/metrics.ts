import { defineMetrics } from '@maximus/observability';

/** What the edge of the server counts beyond requests. */
export const serverMetrics = defineMetrics('platform', {
  http_compressible_bytes_total: {
    type: 'counter',
    help: 'Bytes of compressed answers before they were compressed.',
    labels: { encoding: ['zstd', 'br', 'gzip'] },
  },
  http_compressed_bytes_total: {
    type: 'counter',
    help: 'Bytes of compressed answers as they were sent.',
    labels: { encoding: ['zstd', 'br', 'gzip'] },
  },
  http_shed_requests_total: {
    type: 'counter',
    help: 'Requests refused at once because the process had too much in hand.',
    labels: { cause: ['event_loop', 'memory', 'requests'] },
  },
  health_check_up: {
    type: 'gauge',
    help: 'Each check of /health: 1 healthy, 0.5 degraded, 0 unhealthy.',
    labels: ['check'],
  },
});
