/**
 * How many requests a client may send: policies of several rules that must all pass, counted in memory or in Redis, with a
 * warm local share while Redis is away. Not a web framework's hook: the server asks `consume` and sets the headers it is
 * given. Read policy.ts and limiter.ts first.
 */
export { addressBucket, clientAddress, type TrustedProxies, trustedProxies } from './client-address.ts';
export { RateLimitConfig } from './config.ts';
export { createRateLimiter, type RateLimiterOptions } from './create-rate-limiter.ts';
export type { Decision, Reason, RuleState } from './decision.ts';
export { errors } from './errors.ts';
export { createLimiter, type Limiter, type LimiterOptions } from './limiter.ts';
export { ratelimitMetrics } from './metrics.ts';
export { burstRule, defaultPolicies, type PolicyNumbers, unlimitedRoutes } from './policies.ts';
export type { Concurrency, Partition, Policy, PolicyMatch, Rule, SlidingWindow, TokenBucket } from './policy.ts';
export type { Client, RequestFacts } from './request-facts.ts';
export type { PolicyStats, RateLimiterStats } from './statistics.ts';
export { type MemoryStoreOptions, memoryStore } from './stores/memory-store.ts';
export { type RedisStoreOptions, redisStore } from './stores/redis-store.ts';
export type { LimitStore } from './stores/types.ts';
