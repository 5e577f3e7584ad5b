import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { RedisClient } from '@maximus/cache';
import { startGateway } from '@maximus/gateway';
import type { Route } from '@maximus/http';
import type { Identity } from '@maximus/identity';
import { type Module, newUuid } from '@maximus/kernel';
import { clientAddress, trustedProxies } from '@maximus/ratelimit';
import { bindRealtimeMetrics, createMemoryBroker, createRedisBroker, Hub, realtimeSettings } from '@maximus/realtime';
import type { Storage } from '@maximus/storage';
import type { BusPart } from './bus.ts';
import { needOf, type ServerContext } from './context.ts';
import { gatewayLoaders } from './gateway-loaders.ts';

/** Live channels: events of the bus on sockets and polls. */
export function gatewayModule({ config, clock, registry, version, ...context }: ServerContext): Module<Route> {
  return {
    name: 'gateway',
    needs: ['bus', 'redis', 'identity', 'storage'],
    start: async (needs) => {
      const redis = needOf<RedisClient>(needs, 'redis');
      const { bus } = needOf<BusPart>(needs, 'bus');
      const logger = context.logger.child({ logger: 'gateway' });
      const metrics = bindRealtimeMetrics(registry);
      const realtime = realtimeSettings(config.realtime);
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
        loaders: gatewayLoaders(needOf<Storage>(needs, 'storage'), clock),
        nodeName: nodeName(context.dataDir, config.http.port),
        addressOf: (request) => {
          const forwarded = request.headers['x-forwarded-for'];
          const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
          return clientAddress(request.socket.remoteAddress ?? '', text, trusts);
        },
      });
    },
  };
}

/**
 * The name under which this process reads events: its own also where several run on one host, which would share the events
 * of one name among them, and the same after a restart.
 */
function nodeName(dataDir: string, port: number): string {
  const own = createHash('sha256').update(`${dataDir}\0${port}`).digest('hex').slice(0, 8);
  return `${hostname()}-${own}`;
}
