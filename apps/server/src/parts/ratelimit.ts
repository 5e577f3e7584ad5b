import type { RedisClient } from '@maximus/cache';
import { getRateLimiter } from '@maximus/contracts';
import { okAnswer, type Route, route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { createRateLimiter, type Limiter } from '@maximus/ratelimit';
import { needOf, type ServerContext } from './context.ts';

/** How many requests a client may send. */
export function rateLimitModule({ config, clock, logger, registry }: ServerContext): Module<Route> {
  return {
    name: 'ratelimit',
    needs: ['redis'],
    start: async (needs) => {
      const limiter: Limiter = await createRateLimiter({
        config: config.ratelimit,
        redis: needOf<RedisClient>(needs, 'redis'),
        logger: logger.child({ logger: 'ratelimit' }),
        clock,
        ...(registry === undefined ? {} : { registry }),
      });
      const status = route(getRateLimiter, async () => okAnswer(limiter.stats()));
      return { value: limiter, routes: [status], stop: () => limiter.close() };
    },
  };
}
