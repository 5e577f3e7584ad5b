import { channelNames, getGatewayStatus, getStreamStatus } from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import type { Clock } from '@maximus/kernel';
import type { Hub, SocketServer } from '@maximus/realtime';

/** What the status pages read. */
export interface StatusNeeds {
  readonly hub: Hub;
  readonly sockets: SocketServer;
  readonly clock: Clock;
  readonly nodeId: string;
  readonly queueLimitBytes: number;
  /** Parts that are not as they ought to be: `fanout`, `bus`. */
  degraded(): readonly string[];
  isDraining(): boolean;
  readonly startedMs: number;
}

/** `GET /api/gateway/status` and `GET /ws/status`. */
export function statusRoutes(needs: StatusNeeds): readonly Route[] {
  const { hub, sockets, clock, nodeId, startedMs } = needs;
  const status = () => (needs.isDraining() ? 'draining' : needs.degraded().length > 0 ? 'degraded' : 'healthy');
  return [
    route(getGatewayStatus, async () => {
      const { kind, degraded } = hub.broker;
      return okAnswer({
        status: status(),
        node_id: nodeId,
        active_connections: sockets.registry.size,
        by_channel: Object.fromEntries(channelNames.map((name) => [name, hub.readers(name)])),
        redis_connected: kind === 'redis' && !degraded,
        broker: kind,
        degraded: needs.degraded(),
        messages_total: hub.counts.delivered,
        drops_total: sockets.registry.dropped,
        recoveries: hub.counts.recoveries,
      });
    }),
    route(getStreamStatus, async () => {
      const uptimeSeconds = Math.max(0.001, (clock.now() - startedMs) / 1_000);
      const { size, waitingBytes } = sockets.registry;
      return okAnswer({
        status: status(),
        active_connections: size,
        total_messages_broadcast: hub.counts.published,
        uptime_seconds: uptimeSeconds,
        is_running: !needs.isDraining(),
        kafka_topic: 'maximus.adaptive-immunity.apv',
        degraded_mode: needs.degraded().length > 0,
        mode: hub.broker.reach,
        memory_queue_stats: {
          mode: 'per_connection_bytes',
          current_size: waitingBytes,
          max_capacity: null,
          utilization_percent: size === 0 ? 0 : (100 * waitingBytes) / (size * needs.queueLimitBytes),
          total_sent: hub.counts.delivered,
          total_dropped: 0,
          throughput_per_second: hub.counts.delivered / uptimeSeconds,
        },
      });
    }),
  ];
}
