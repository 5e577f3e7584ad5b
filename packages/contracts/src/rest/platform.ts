import { z } from 'zod';
import { Time } from '../wire/index.ts';
import { defineEndpoint } from './endpoint.ts';

const HealthStatus = z.enum(['healthy', 'degraded', 'unhealthy']);

/** How the server is (platform.md §5); without a session only `status` and `version`. */
export const Health = z.object({
  status: HealthStatus,
  version: z.string(),
  service: z.string().optional(),
  uptime_seconds: z.number().int().nonnegative().optional(),
  timestamp: Time.optional(),
  checks: z
    .record(
      z.string(),
      z.object({
        status: HealthStatus,
        latency_ms: z.number().nonnegative(),
        detail: z.string().optional(),
        since: Time,
      }),
    )
    .optional(),
});
export type Health = z.infer<typeof Health>;

/** Whether the server may take traffic, and if not why. */
export const ReadyAnswer = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });
export type ReadyAnswer = z.infer<typeof ReadyAnswer>;

/** Whether the process turns. */
export const LiveAnswer = z.object({ status: z.enum(['alive', 'stalled']) });
export type LiveAnswer = z.infer<typeof LiveAnswer>;

/** How the server is. */
export const getHealth = defineEndpoint({
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  summary: 'How the server is; details need a log-in.',
  tag: 'platform',
  access: { role: 'open' },
  answers: { 200: Health, 503: Health },
});

/** Whether the server may take traffic. */
export const getReady = defineEndpoint({
  id: 'getReady',
  method: 'GET',
  path: '/ready',
  summary: 'Whether the server may take traffic; 503 with reasons while it may not.',
  tag: 'platform',
  access: { role: 'open' },
  answers: { 200: ReadyAnswer, 503: ReadyAnswer },
});

/** Whether the process turns. */
export const getLive = defineEndpoint({
  id: 'getLive',
  method: 'GET',
  path: '/live',
  summary: 'Whether the process turns; 503 calls for a restart.',
  tag: 'platform',
  access: { role: 'open' },
  answers: { 200: LiveAnswer, 503: LiveAnswer },
});

/** Every metric in Prometheus' text format. */
export const scrapeMetrics = defineEndpoint({
  id: 'scrapeMetrics',
  method: 'GET',
  path: '/metrics',
  summary: "Every metric in Prometheus' text format.",
  tag: 'platform',
  access: { role: 'admin', scopes: ['metrics:read'] },
  answers: { 200: undefined },
  produces: 'text/plain; version=0.0.4; charset=utf-8',
});

/** The OpenAPI document. */
export const getOpenApi = defineEndpoint({
  id: 'getOpenApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: 'This document.',
  tag: 'platform',
  access: { role: 'signed-in' },
  answers: { 200: z.looseObject({ openapi: z.string() }) },
});

/** What the limiter has done since the start (platform.md §3). */
export const RateLimiterStatus = z.object({
  total_hits: z.number().int().nonnegative(),
  total_blocks: z.number().int().nonnegative(),
  block_rate: z.number().min(0).max(1),
  active_clients: z.number().int().nonnegative(),
  default_limit: z.number().int(),
  window_seconds: z.number(),
  burst_limit: z.number().int(),
  store: z.enum(['memory', 'redis']),
  degraded: z.boolean(),
  per_policy: z.record(
    z.string(),
    z.object({
      hits: z.number().int().nonnegative(),
      blocks: z.number().int().nonnegative(),
      shadow_blocks: z.number().int().nonnegative(),
    }),
  ),
});
export type RateLimiterStatus = z.infer<typeof RateLimiterStatus>;

/** What the limiter has done since the start. */
export const getRateLimiter = defineEndpoint({
  id: 'getRateLimiter',
  method: 'GET',
  path: '/metrics/rate-limiter',
  summary: 'What the rate limiter has done since the start.',
  tag: 'platform',
  access: { role: 'viewer' },
  answers: { 200: RateLimiterStatus },
});

/** What compression has saved since the start (platform.md §8). */
export const CompressionStatus = z.object({
  answers: z.number().int().nonnegative(),
  original_bytes: z.number().int().nonnegative(),
  compressed_bytes: z.number().int().nonnegative(),
  ratio: z.number().nonnegative(),
  saved_bytes: z.number().int(),
});
export type CompressionStatus = z.infer<typeof CompressionStatus>;

/** What compression has saved since the start. */
export const getCompression = defineEndpoint({
  id: 'getCompression',
  method: 'GET',
  path: '/metrics/compression',
  summary: 'What compression has saved since the start.',
  tag: 'platform',
  access: { role: 'viewer' },
  answers: { 200: CompressionStatus },
});

const LogLevelName = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']);

/** Which lines this process writes, by the name of their logger; the empty name stands for all others. */
export const LogLevelsAnswer = z.object({ levels: z.record(z.string(), LogLevelName) });
export type LogLevelsAnswer = z.infer<typeof LogLevelsAnswer>;

/** The levels in force. */
export const getLogLevels = defineEndpoint({
  id: 'getLogLevels',
  method: 'GET',
  path: '/api/admin/log-levels',
  summary: 'Which lines this process writes, by logger.',
  tag: 'platform',
  access: { role: 'admin' },
  answers: { 200: LogLevelsAnswer },
});

/** Changes a level until the process ends. */
export const setLogLevel = defineEndpoint({
  id: 'setLogLevel',
  method: 'PUT',
  path: '/api/admin/log-levels',
  summary: 'Change the level of one logger, or of all others, until this process ends.',
  tag: 'platform',
  access: { role: 'admin' },
  body: z.strictObject({
    level: LogLevelName,
    logger: z
      .string()
      .max(64)
      .regex(/^[a-z][a-z0-9.-]*$/, 'the name of a logger')
      .optional(),
  }),
  answers: { 200: LogLevelsAnswer },
});

/** Writes the heap of this process to its disk; the process stands still meanwhile. */
export const writeHeapSnapshot = defineEndpoint({
  id: 'writeHeapSnapshot',
  method: 'POST',
  path: '/api/admin/heap-snapshots',
  summary: 'Write the heap of this process into its data directory; it stands still meanwhile.',
  tag: 'platform',
  access: { role: 'admin' },
  answers: { 201: z.object({ file: z.string() }) },
});
