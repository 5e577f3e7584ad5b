import { z } from 'zod';
import { Time } from '../wire/index.ts';

/** Kinds of feeds (oraculo.md §1). */
export const FeedKind = z.enum(['osv', 'ghsa', 'osv-api', 'kev', 'epss', 'nvd', 'local']);
export type FeedKind = z.infer<typeof FeedKind>;

/** One feed with its state and age (oraculo.md §1). */
export const Feed = z.strictObject({
  id: z.string().max(64),
  kind: FeedKind,
  enabled: z.boolean(),
  url: z.string(),
  period_seconds: z.number().int().positive(),
  state: z.enum(['idle', 'syncing', 'ok', 'degraded', 'failed', 'disabled']),
  last_attempt_at: Time.optional(),
  last_success_at: Time.optional(),
  next_run_at: Time.optional(),
  cursor: z.string().optional(),
  etag: z.string().optional(),
  records_total: z.number().int().nonnegative(),
  added: z.number().int().nonnegative(),
  changed: z.number().int().nonnegative(),
  withdrawn: z.number().int().nonnegative(),
  errors_in_a_row: z.number().int().nonnegative(),
  last_error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
  last_duration_ms: z.number().int().nonnegative().optional(),
  freshness_limit_seconds: z.number().int().positive(),
  freshness: z.enum(['fresh', 'stale', 'never']),
});
export type Feed = z.infer<typeof Feed>;

/** The live generation of the advisory index. */
export const IndexState = z.strictObject({
  generation: z.number().int(),
  /** The generation that the estate's findings are up to date with. */
  matched_generation: z.number().int(),
  built_at: Time,
  records: z.number().int(),
  withdrawn: z.number().int(),
  digest: z.string(),
  ecosystems: z.record(z.string(), z.number().int()),
  sources: z.array(z.strictObject({ id: z.string(), kind: z.string(), synced_at: Time, records: z.number().int() })),
});
export type IndexState = z.infer<typeof IndexState>;
