import type { RedisClient } from '@maximus/cache';
import { type Clock, parseDuration } from '@maximus/kernel';
import type { Logger, MetricsRegistry } from '@maximus/observability';
import type { RateLimitConfig } from './config.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { burstRule, defaultPolicies } from './policies.ts';
import { memoryStore } from './stores/memory-store.ts';
import { redisStore } from './stores/redis-store.ts';

/** What `createRateLimiter` is given. */
export interface RateLimiterOptions {
  readonly config: RateLimitConfig;
  /** Without a configured Redis (`topology` memory) the counters are this process's. */
  readonly redis: RedisClient;
  readonly logger?: Logger;
  readonly registry?: MetricsRegistry;
  /** The time of day. */
  readonly clock?: Clock;
}

/** The limiter of a server: the table of policies, the settings, and the store that fits the Redis client. */
export async function createRateLimiter(options: RateLimiterOptions): Promise<Limiter> {
  const { config, redis, logger, registry, clock } = options;
  const numbers = {
    defaultLimit: config.default_limit,
    windowSeconds: Math.round((parseDuration(config.default_window) ?? 60_000) / 1_000),
  };
  const inShadow = (name: string) => config.mode === 'shadow' || config.shadow_policies.includes(name);
  const policies = defaultPolicies(numbers).map((policy) =>
    inShadow(policy.name) ? { ...policy, mode: 'shadow' as const } : policy,
  );
  const maxKeys = config.memory_keys;
  const store = redis.topology === 'memory' ? memoryStore({ maxKeys }) : await redisStore({ redis, maxKeys });
  return createLimiter({
    ...{ policies, store, burst: burstRule(config.default_limit, config.burst_multiplier) },
    burstMode: config.mode,
    ...(logger === undefined ? {} : { logger }),
    ...(registry === undefined ? {} : { registry }),
    ...(clock === undefined ? {} : { clock }),
  });
}
