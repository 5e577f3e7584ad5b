import { z } from 'zod';
import { Time } from '../wire/index.ts';

/** The window that metrics look at. */
export const MetricsRange = z.enum(['1h', '24h', '7d', '30d']);
export type MetricsRange = z.infer<typeof MetricsRange>;

const seconds = z.number().nonnegative().nullable();
const stage = z.strictObject({ median: seconds, p95: seconds });

/** How fast the loop turns (oraculo.md §7); every mean and rate carries its n in `sample_sizes`. */
export const MetricsSnapshot = z.strictObject({
  apvs_detected: z.number().int(),
  apvs_confirmed: z.number().int(),
  patches_applied: z.number().int(),
  mttr_avg_seconds: seconds,
  success_rate: z.number().min(0).max(1).nullable(),
  mttr_median_seconds: seconds,
  mttr_p95_seconds: seconds,
  stage_seconds: z.strictObject({
    advisory_detected: stage,
    detected_confirmed: stage,
    confirmed_validated: stage,
    validated_decided: stage,
    decided_merged: stage,
    merged_verified: stage,
  }),
  apvs_per_hour: z.number(),
  open_by_priority: z.strictObject({
    critical: z.number().int(),
    high: z.number().int(),
    medium: z.number().int(),
    low: z.number().int(),
  }),
  overdue: z.number().int(),
  merge_rate: z.number().min(0).max(1).nullable(),
  build_break_rate: z.number().min(0).max(1).nullable(),
  /** Projects with a complete check among all projects, 0–1; null without projects. */
  coverage: z.number().min(0).max(1).nullable(),
  /** Oldest success among the enabled feeds, in seconds; null when one never succeeded. */
  feed_freshness: seconds,
  range: MetricsRange,
  generated_at: Time,
  sample_sizes: z.record(z.string(), z.number().int()),
});
export type MetricsSnapshot = z.infer<typeof MetricsSnapshot>;
