import { z } from 'zod';
import { Time } from '../wire/index.ts';

/** States of a finding (apv.md §7.1). */
export const findingStatuses = [
  'suspected',
  'could_not_check',
  'confirmed',
  'remediating',
  'delivered',
  'not_affected',
  'accepted',
  'resolved',
  'retracted',
] as const;
/** State of a finding. */
export const FindingStatus = z.enum(findingStatuses);
/** State of a finding, as a type. */
export type FindingStatus = z.infer<typeof FindingStatus>;

/** How a finding was resolved. */
export const FindingResolution = z.enum(['patched', 'external', 'removed']);
export type FindingResolution = z.infer<typeof FindingResolution>;

/** States of an APV: the roll-up of its findings (apv.md §7.2). */
export const apvStatuses = [
  'detected',
  'could_not_check',
  'confirmed',
  'remediating',
  'verifying',
  'accepted',
  'not_affected',
  'resolved',
  'withdrawn',
  'superseded',
] as const;
/** State of an APV. */
export const ApvStatus = z.enum(apvStatuses);
/** State of an APV, as a type. */
export type ApvStatus = z.infer<typeof ApvStatus>;

/** Who may change a state (apv.md §7). */
export const Actor = z.enum(['oraculo', 'eureka', 'hitl', 'policy', 'reviewer', 'operator']);
export type Actor = z.infer<typeof Actor>;

/** One change of a state; `from` is absent for the first. */
export const StateChange = z.strictObject({
  from: z.string().optional(),
  to: z.string(),
  at: Time,
  actor: Actor,
  /** Who, where a person or a token acted. */
  by: z.string().optional(),
  reason: z.string(),
  correlation_id: z.string(),
  /** The entity's version after the change. */
  version: z.number().int(),
});
export type StateChange = z.infer<typeof StateChange>;

/** Findings per status; zeros are left out. */
export const FindingCounts = z.partialRecord(FindingStatus, z.number().int().nonnegative());
export type FindingCounts = z.infer<typeof FindingCounts>;
