import { createRedis, type RedisClient } from '@maximus/cache';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import type { ServerContext } from './context.ts';

/** Redis where one is configured, memory otherwise. */
export function redisModule({ config, logger, registry }: ServerContext): Module<Route> {
  return {
    name: 'redis',
    needs: [],
    start: async () => {
      const redis: RedisClient = await createRedis({
        config: config.redis,
        logger: logger.child({ logger: 'redis' }),
        ...(registry === undefined ? {} : { registry }),
      });
      const isUsed = config.redis.url !== '';
      const check = async () => {
        const { state, healthy, detail } = await redis.getHealth();
        return healthy ? ({ status: 'healthy' } as const) : ({ status: 'degraded', detail: detail ?? state } as const);
      };
      return {
        value: redis,
        checks: isUsed ? [{ name: 'redis', optional: true, check }] : [],
        stop: () => redis.close(),
      };
    },
  };
}
