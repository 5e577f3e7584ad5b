import { hostname } from 'node:os';
import type { RedisClient } from '@maximus/cache';
import { startGateway } from '@maximus/gateway';
import type { Route } from '@maximus/http';
import type { Identity } from '@maximus/identity';
import { type Module, newUuid } from '@maximus/kernel';
import { clientAddress, trustedProxies } from '@maximus/ratelimit';
import { bindRealtimeMetrics, createMemoryBroker, createRedisBroker, Hub } from '@maximus/realtime';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';

/** Live channels: events of the bus on sockets and polls. */
export function gatewayModule({ config, clock, registry, version, ...context }: ServerContext): Module<Route> {
  return {
    name: 'gateway',
    needs: ['bus', 'redis', 'identity'],
    start: async (needs) => {
      const redis = needOf<RedisClient>(needs, 'redis');
      const { bus } = needOf<BusPart>(needs, 'bus');
      const logger = context.logger.child({ logger: 'gateway' });
      const metrics = bindRealtimeMetrics(registry);
      const { realtime } = config;
      const broker =
        redis.topology === 'memory'
          ? createMemoryBroker()
          : createRedisBroker({
              redis,
              logger,
              messages: realtime.history_messages,
              ageMs: realtime.history_age,
              lossAfterMs: realtime.redis_loss_after,
            });
      const hub = new Hub({ broker, nodeId: newUuid(clock), clock, logger, metrics, config: realtime });
      await hub.start();
      const { trusts } = trustedProxies(config.http.trusted_proxies);
      return await startGateway({
        bus,
        authenticator: needOf<Identity>(needs, 'identity'),
        hub,
        clock,
        logger,
        metrics,
        config: config.gateway,
        version,
        nodeName: hostname(),
        addressOf: (request) => {
          const forwarded = request.headers['x-forwarded-for'];
          const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
          return clientAddress(request.socket.remoteAddress ?? '', text, trusts);
        },
      });
    },
  };
}
