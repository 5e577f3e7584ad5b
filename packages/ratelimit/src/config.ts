import { parseDuration } from '@maximus/kernel';
import * as z from 'zod';

/** The settings of the rate limiter (platform.md §3). */
export const RateLimitConfig = z.strictObject({
  mode: z
    .enum(['enforce', 'shadow'])
    .default('enforce')
    .describe('shadow: every policy only counts what it would have refused.'),
  default_limit: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe('Requests per window of the default policy.'),
  default_window: z
    .string()
    .default('60s')
    .refine((text) => (parseDuration(text) ?? 0) >= 1_000, 'a duration of at least "1s"')
    .describe('Window of the default policy (duration).'),
  burst_multiplier: z
    .number()
    .min(0.1)
    .max(100)
    .default(1.5)
    .describe('Burst over all policies of one client, per second, as a multiple of default_limit.'),
  shadow_policies: z
    .array(z.string().max(64))
    .max(100)
    .default([])
    .describe('Names of policies that only count what they would have refused.'),
  memory_keys: z
    .number()
    .int()
    .min(100)
    .max(10_000_000)
    .default(100_000)
    .describe('Most clients that one process keeps counters of; further ones share a budget per policy.'),
});
export type RateLimitConfig = z.infer<typeof RateLimitConfig>;
