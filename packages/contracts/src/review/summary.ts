import { z } from 'zod';
import { Priority } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';

const count = z.number().int().nonnegative();
const rate = z.number().min(0).max(1).nullable();
const seconds = z.number().nonnegative().nullable();

/** The window that the summary looks at. */
export const SummaryRange = z.enum(['1h', '24h', '7d', '30d', 'all']);
export type SummaryRange = z.infer<typeof SummaryRange>;

/** Figures that others have published, to stand beside ours. */
export const publishedBaselines = {
  /** Share of automated pull requests that were merged. */
  merge_rate: 0.65,
  /** Share of automated updates that broke a build. */
  build_break_rate: 0.032,
} as const;

/** What both the whole and each project are measured by. */
const Figures = z.strictObject({
  total_patches: count,
  /** Includes escalated ones. */
  pending: count,
  approved: count,
  rejected: count,
  auto_approved: count,
  escalated: count,
  cancelled: count,
  /** From opening to decision, less paused time; null when none was decided. */
  avg_decision_time_seconds: seconds,
  median_decision_time_seconds: seconds,
  p95_decision_time_seconds: seconds,
  /** Merged among those approved, released and settled. */
  merge_rate: rate,
  /** Verified, or merged and found broken afterwards: failed verifications and roll-backs among merged ones. */
  build_break_rate: rate,
  verified_rate: rate,
  /** From the APV's first sight to a verified patch; mean, null when none was verified. */
  mttr_seconds: seconds,
});

/** One step of the course over time. */
export const SummaryPoint = z.strictObject({
  /** Start of the step. */
  at: Time,
  opened: count,
  decided: count,
  median_decision_time_seconds: seconds,
});

/** The analytics of review (hitl.md §6): the request's seven figures, ours, and what they rest on. */
export const DecisionSummary = Figures.extend({
  /** Share of decisions with both in which the prediction equals the arena's outcome: it is agreement, not accuracy. */
  ml_accuracy: rate,
  /** Share of predictions that equal what came of the patch: verified or rolled back. */
  ml_true_accuracy: rate,
  sla_breach_rate: rate,
  undo_rate: rate,
  by_priority: z.strictObject({ critical: count, high: count, medium: count, low: count }),
  mttr_by_priority: z.partialRecord(Priority, z.number().nonnegative()),
  oldest_pending_seconds: seconds,
  /** Of the sampled ones that the policy would have approved: share that people did not. */
  human_policy_disagreement_rate: rate,
  by_project: z.array(Figures.extend({ project_id: z.string(), project: z.string() })),
  over_time: z.array(SummaryPoint),
  baselines: z.strictObject({ merge_rate: z.number(), build_break_rate: z.number() }),
  range: SummaryRange,
  generated_at: Time,
  /** How many records each rate rests on. */
  n: z.record(z.string(), count),
});
export type DecisionSummary = z.infer<typeof DecisionSummary>;
