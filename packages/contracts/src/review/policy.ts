import { z } from 'zod';
import { Time } from '../wire/index.ts';

/** `HH:MM`, 24 hours. */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const seconds = z.number().int().min(60).max(2_592_000);
const share = z.number().min(0).max(1);
const people = z.number().int().min(1).max(5);

/** When people work; outside of it the clocks of first decisions stand still. */
export const WorkingHours = z.strictObject({
  /** IANA name, such as `America/Sao_Paulo`. */
  timezone: z.string().max(64),
  /** 1 is Monday, 7 is Sunday. */
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: TimeOfDay,
  to: TimeOfDay,
});
export type WorkingHours = z.infer<typeof WorkingHours>;

/** A time in which approvals are taken but released only afterwards. */
export const FreezeWindow = z.strictObject({ name: z.string().min(1).max(100), from: Time, to: Time });
export type FreezeWindow = z.infer<typeof FreezeWindow>;

/** The rules of review (hitl.md §3). Author ≠ approver and the binding to the digest are no rules: they always hold. */
export const ReviewPolicy = z.strictObject({
  /** How many different people must approve; the largest that applies. */
  approvals: z
    .strictObject({
      standard: people.default(1),
      critical: people.default(2),
      major_upgrade: people.default(2),
      code_patch: people.default(2),
      critical_acceptance: people.default(2),
    })
    .prefault({}),
  /** Ids of reviewers who may decide what was escalated; admins who are reviewers may in any case. */
  escalation_reviewers: z.array(z.string().max(64)).max(200).default([]),
  undo_window_seconds: z.number().int().min(0).max(300).default(10),
  /** Seconds for the first decision, by priority. */
  sla: z
    .strictObject({
      critical: seconds.default(300),
      high: seconds.default(600),
      medium: seconds.default(900),
      low: seconds.default(3_600),
      working_hours: WorkingHours.nullable().default(null),
      escalate_on_breach: z.boolean().default(false),
    })
    .prefault({}),
  freeze_windows: z.array(FreezeWindow).max(100).default([]),
  /** Days that an accepted risk may stay accepted. */
  acceptance: z
    .strictObject({
      default_days: z.number().int().min(1).max(365).default(30),
      max_days: z.number().int().min(1).max(365).default(365),
      critical_max_days: z.number().int().min(1).max(365).default(90),
      kev_max_days: z.number().int().min(1).max(365).default(14),
    })
    .prefault({}),
  /** One person instead of two, with a reason, told to all admins and marked for ever. */
  break_glass: z.boolean().default(false),
  auto_approval: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** Ids of the projects it is for; null: all. */
      projects: z.array(z.string().max(64)).max(1_000).nullable().default(null),
      min_confidence: share.default(0.95),
      min_prediction_confidence: share.default(0.95),
      /** Most approvals a day, over the scope of the policy. */
      daily_cap: z.number().int().min(0).max(10_000).default(20),
      /** Share that goes to a person all the same. */
      sample_rate: share.default(0.1),
    })
    .prefault({}),
});
export type ReviewPolicy = z.infer<typeof ReviewPolicy>;

/** Whom a policy is for; a narrower one may only be stricter. */
export const PolicyScope = z.strictObject({
  kind: z.enum(['estate', 'team', 'project']),
  /** Name of the team or id of the project; absent for the estate. */
  id: z.string().max(100).optional(),
});
export type PolicyScope = z.infer<typeof PolicyScope>;

/** One version of a policy. */
export const PolicyRecord = z.strictObject({
  /** `estate`, `team:payments`, `project:prj_…`. */
  policy_id: z.string(),
  scope: PolicyScope,
  policy: ReviewPolicy,
  version: z.number().int(),
  updated_by: z.string(),
  updated_at: Time,
});
export type PolicyRecord = z.infer<typeof PolicyRecord>;

/** One condition of a rule, and what it came to: shown in the page, the API and the audit log alike. */
export const PolicyReason = z.strictObject({
  code: z.string(),
  holds: z.boolean(),
  /** What was looked at, in words or as a number. */
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  message: z.string(),
});
export type PolicyReason = z.infer<typeof PolicyReason>;
