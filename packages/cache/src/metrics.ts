import { defineMetrics } from '@maximus/observability';

/** What the cache and the Redis client count. */
export const cacheMetrics = defineMetrics('platform', {
  cache_lookups_total: {
    type: 'counter',
    help: 'Look-ups of the cache, by level and result.',
    labels: { level: ['l1', 'l2', 'l3'], result: ['hit', 'miss', 'error'] },
  },
  cache_size_bytes: { type: 'gauge', help: 'Bytes held by a level of the cache.', labels: { level: ['l1', 'l3'] } },
  cache_evictions_total: {
    type: 'counter',
    help: 'Entries that left a level because it was full.',
    labels: { level: ['l1', 'l3'] },
  },
  redis_connection_up: { type: 'gauge', help: '1 while Redis serves, 0 while local memory stands in.' },
  redis_errors_total: { type: 'counter', help: 'Commands that Redis did not answer or refused.' },
  redis_reconnects_total: { type: 'counter', help: 'Connections to Redis that were made again.' },
  redis_fallback_seconds: { type: 'gauge', help: 'Seconds that local memory has stood in for Redis since the start.' },
});
