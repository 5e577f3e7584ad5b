import { join } from 'node:path';
import { type Cache, createCache, type RedisClient } from '@maximus/cache';
import type { Route } from '@maximus/http';
import type { Module } from '@maximus/kernel';
import { needOf, type ServerContext } from './context.ts';

/** The cache in its three levels. */
export function cacheModule({ config, logger, registry, dataDir }: ServerContext): Module<Route> {
  return {
    name: 'cache',
    needs: ['redis'],
    start: async (needs) => {
      const cache: Cache = await createCache({
        config: config.cache,
        redis: needOf<RedisClient>(needs, 'redis'),
        folder: join(dataDir, 'cache'),
        logger: logger.child({ logger: 'cache' }),
        ...(registry === undefined ? {} : { registry }),
      });
      return { value: cache, stop: () => cache.close() };
    },
  };
}
