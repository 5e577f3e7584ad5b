import { z } from 'zod';
import { Rung } from '../remediation/index.ts';
import { Priority } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';
import { SummaryRange } from './summary.ts';

const count = z.number().int().nonnegative();
const seconds = z.number().nonnegative();
const head = {
  range: SummaryRange,
  /** Length of a step; steps in which nothing happened are absent. */
  step: z.enum(['minute', 'hour', 'day']),
  generated_at: Time,
};

/** Times to repair of remedies that were verified: from the first sight of the APV to the verified patch. */
export const RepairTimes = z.strictObject({
  /** How many were verified. */
  n: count,
  mean_seconds: seconds,
  median_seconds: seconds,
  p95_seconds: seconds,
  /** Where the mean went; the four add up to it. */
  parts: z.strictObject({
    detected_validated: seconds,
    validated_decided: seconds,
    decided_merged: seconds,
    merged_verified: seconds,
  }),
});
export type RepairTimes = z.infer<typeof RepairTimes>;

/** Mean time to repair over time, by priority and by its parts (hitl.md §6). */
export const MttrTrend = z.strictObject({
  ...head,
  points: z.array(
    RepairTimes.extend({
      /** Start of the step. */
      at: Time,
      by_priority: z.partialRecord(Priority, z.strictObject({ n: count, mean_seconds: seconds })),
    }),
  ),
  by_priority: z.partialRecord(Priority, RepairTimes),
});
export type MttrTrend = z.infer<typeof MttrTrend>;

const clocks = { in_time: count, at_risk: count, late: count };

/** How much of their time first decisions used (hitl.md §3): at risk from 80 %, late above 100 %. */
export const SlaBurn = z.strictObject({
  ...head,
  points: z.array(
    z.strictObject({
      /** Start of the step in which it was decided. */
      at: Time,
      ...clocks,
      /** Median share of the time that was used; above 1 it was over. */
      used: z.number().nonnegative().nullable(),
    }),
  ),
  /** What waits now; a clock that is paused does not run out. */
  open: z.partialRecord(Priority, z.strictObject(clocks)),
});
export type SlaBurn = z.infer<typeof SlaBurn>;

/** What came of the remedy ladder (eureka.md §3), for remedies planned in the range. */
export const LadderOutcomes = z.strictObject({
  range: SummaryRange,
  /** In the order in which rungs are tried; those that nothing touched are absent. */
  rungs: z.array(
    z.strictObject({
      rung: Rung,
      verified: count,
      /** Being made, proven or delivered. */
      under_way: count,
      /** For people. */
      waiting: count,
      rejected: count,
      /** Of the proof, the delivery or the verification, or rolled back. */
      failed: count,
      /** Superseded by a better one, or no longer needed. */
      dropped: count,
      /** How often the rung was looked at and not taken. */
      not_taken: count,
    }),
  ),
  generated_at: Time,
});
export type LadderOutcomes = z.infer<typeof LadderOutcomes>;
