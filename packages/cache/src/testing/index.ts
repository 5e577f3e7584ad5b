/**
 * Real Redis servers for tests: standalone, Sentinel (one master, one replica, three sentinels) and Cluster (three masters,
 * three replicas). Nothing here is a fake. Read redis-topology.ts first.
 */
export { provisionRedis, type RedisAvailability, redisVersion } from './provision.ts';
export type { RedisNode } from './redis-node.ts';
export { type StartRedisOptions, startRedis, type TestRedis } from './redis-topology.ts';
export { waitUntil } from './wait-until.ts';
