/**
 * Redis in any of its topologies behind one port that never fails its caller, and a cache of three levels on top of it.
 * Not a store: whatever is here may be gone at any time. Read redis/types.ts first, then levels/types.ts.
 */
export { CacheConfig, RedisConfig } from './config.ts';
export { errors } from './errors.ts';
export type { BlobStore } from './levels/blob-store.ts';
export { type CacheOptions, createCache } from './levels/create-cache.ts';
export type { LevelStats } from './levels/level-counts.ts';
export type { Cache, CacheKey, CacheSpace, CacheStats, Load, SpaceOptions } from './levels/types.ts';
export { cacheMetrics } from './metrics.ts';
export { createRedis, type RedisOptions } from './redis/create-redis.ts';
export { createMemoryRedis, type MemoryRedisOptions } from './redis/memory-redis.ts';
export type {
  ChannelListener,
  RedisClient,
  RedisHealth,
  RedisInfo,
  RedisNodeInfo,
  RedisScript,
  RedisState,
  RedisStats,
  ScriptReply,
  SetOptions,
  Subscription,
  Topology,
} from './redis/types.ts';
