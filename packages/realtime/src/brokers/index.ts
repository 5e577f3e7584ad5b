export { createMemoryBroker } from './memory.ts';
export { createRedisBroker, type RedisBrokerOptions } from './redis/redis-broker.ts';
export type { Broker, BrokerEvents, BrokerState, Continuation, KnownPosition, Published } from './types.ts';
