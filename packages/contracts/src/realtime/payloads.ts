import { z } from 'zod';
import { Time } from '../wire/index.ts';

const ratio = z.number().min(0).max(1);

/** `osint`: how far a feed or an index build is (gateway.md §1). */
export const OsintProgress = z.object({
  feed: z.string(),
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  /** Per second; null while unknown. */
  rate: z.number().nullable(),
  state: z.string(),
});
export type OsintProgress = z.infer<typeof OsintProgress>;

/** `tasks`: a scan, plan, arena run, delivery or replay. */
export const TaskUpdate = z.object({
  task_id: z.string(),
  kind: z.string(),
  state: z.string(),
  /** 0–1; null while unknown. */
  progress: ratio.nullable(),
  subject: z.string().nullable(),
});
export type TaskUpdate = z.infer<typeof TaskUpdate>;

/** `ai`: a piece of a generated answer. */
export const MaximusStream = z.object({
  stream_id: z.string(),
  seq: z.number().int().nonnegative(),
  chunk: z.string(),
  done: z.boolean(),
});
export type MaximusStream = z.infer<typeof MaximusStream>;

/** `threats`: something a person should know at once. */
export const ThreatAlert = z.object({
  kind: z.enum(['new_apv', 'kev_added', 'regression', 'malware', 'container_incident']),
  subject: z.string(),
  title: z.string(),
  priority: z.string(),
});
export type ThreatAlert = z.infer<typeof ThreatAlert>;

/** `consciousness`: the index of self-observation and its four terms, each 0–1 (gateway.md §1). */
export const ConsciousnessMetric = z.object({
  phi: ratio,
  terms: z.object({ coverage: ratio, freshness: ratio, flow: ratio, nerve: ratio }),
});
export type ConsciousnessMetric = z.infer<typeof ConsciousnessMetric>;

/** `system`: one component. */
export const SystemStatus = z.object({
  component: z.string(),
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'draining', 'notice']),
  detail: z.string().optional(),
  degraded: z.array(z.string()).optional(),
});
export type SystemStatus = z.infer<typeof SystemStatus>;

/** `hitl`, decision_update (hitl.md §8). */
export const DecisionUpdate = z.object({
  decision_id: z.string(),
  patch_id: z.string().nullish(),
  decision: z.string(),
  decided_by: z.string().nullish(),
  /** As pages show it; absent where no person decided. */
  decided_by_name: z.string().nullish(),
  reason: z.string().nullish(),
  decision_time_seconds: z.number().nullish(),
  approvals: z.number().int(),
  required_approvals: z.number().int(),
  effect: z.string(),
  effect_at: Time.nullish(),
  version: z.number().int(),
});
export type DecisionUpdate = z.infer<typeof DecisionUpdate>;

/** Stands in for data over the limit of a message: the reader fetches it. */
export const Reference = z.object({ truncated: z.literal(true), id: z.string(), href: z.string() });
export type Reference = z.infer<typeof Reference>;

/**
 * The schema of the data of a message type; `undefined` where the entity is owned by another page (`apv`, `patch`,
 * `metrics`, `new_patch`, `container_status`) and only has to be an object here.
 */
export const payloads: Readonly<Partial<Record<string, z.ZodType>>> = {
  osint_progress: OsintProgress,
  task_update: TaskUpdate,
  maximus_stream: MaximusStream,
  threat_alert: ThreatAlert,
  consciousness_metric: ConsciousnessMetric,
  decision_update: DecisionUpdate,
};
