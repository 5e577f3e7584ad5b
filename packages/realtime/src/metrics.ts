import { channelNames, closeCodes } from '@maximus/contracts';
import { bindMetrics, defineMetrics, type MetricsRegistry } from '@maximus/observability';

const known = [...channelNames];

/** What the hub counts (gateway.md §10). */
export const realtimeMetrics = defineMetrics('gateway', {
  hub_active_connections: { type: 'gauge', help: 'Subscriptions by channel.', labels: { channel: known } },
  hub_messages_total: {
    type: 'counter',
    help: 'Messages published (in) and handed to sockets (out).',
    labels: { channel: known, direction: ['in', 'out'] },
  },
  hub_delivery_duration_seconds: {
    type: 'histogram',
    help: 'From publishing to the write on the last socket, and to each later write where a socket was behind.',
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2, 5],
  },
  hub_queue_bytes: { type: 'gauge', help: 'Bytes waiting for all connections together.' },
  hub_closes_total: {
    type: 'counter',
    help: 'Connections closed by the server, by code.',
    labels: { code: ['1000', '1001', '1008', '1009', '1011', ...Object.keys(closeCodes)] },
  },
  hub_recoveries_total: {
    type: 'counter',
    help: 'Clients that came back with a position.',
    labels: { result: ['ok', 'failed'] },
  },
  broker_redis_up: { type: 'gauge', help: '1 while channels are shared through Redis.' },
});

/** The handles of the table; without a registry they do nothing. */
export type RealtimeMetrics = ReturnType<typeof bindRealtimeMetrics>;

/** Binds the table. */
export function bindRealtimeMetrics(registry?: MetricsRegistry) {
  return bindMetrics(realtimeMetrics, registry);
}
