import { z } from 'zod';
import { ApvId } from '../apv/index.ts';
import { ProjectId } from '../estate/index.ts';
import { PatchId, PatchStrategy, Rung, SandboxLevel, Verdict } from '../remediation/index.ts';
import { Priority, Severity } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';

/** Id of a decision. */
export const DecisionId = idOf('dec');
/** Id of a decision, as a type. */
export type DecisionId = z.infer<typeof DecisionId>;

/** States of a decision: the six of the request (apv.md §7.4). */
export const decisionStates = ['pending', 'approved', 'rejected', 'auto_approved', 'escalated', 'cancelled'] as const;
/** State of a decision. */
export const DecisionState = z.enum(decisionStates);
/** State of a decision, as a type. */
export type DecisionState = z.infer<typeof DecisionState>;

/** What is decided about (hitl.md §1). */
export const DecisionSubject = z.strictObject({
  kind: z.enum(['patch', 'acceptance', 'vex', 'virtual_patch', 'container_action']),
  id: z.string(),
});
export type DecisionSubject = z.infer<typeof DecisionSubject>;

/** Where a vote came from. */
export const VoteVia = z.enum(['web', 'api', 'slack', 'cli']);
export type VoteVia = z.infer<typeof VoteVia>;

/** One person's vote; it names the content that was seen. */
export const Vote = z.strictObject({
  user_id: z.string(),
  user: z.string(),
  vote: z.enum(['approve', 'reject']),
  subject_digest: z.string(),
  comment: z.string().max(1_000).optional(),
  at: Time,
  via: VoteVia,
});
export type Vote = z.infer<typeof Vote>;

/** What is copied from the patch when a decision opens, and never changes after. */
export const PatchMetadata = z.strictObject({
  /** Absent for a patch that closes nothing: an override that goes. */
  apv_id: z.string().optional(),
  cve_id: z.string().optional(),
  package_name: z.string(),
  current_version: z.string().optional(),
  target_version: z.string().optional(),
  severity: Severity,
  cvss_score: z.number().optional(),
  cwe_ids: z.array(z.string()),
  affected_systems: z.array(z.string()),
  patch_size_lines: z.number().int().nonnegative(),
  strategy: PatchStrategy,
  rung: Rung,
  diff_digest: z.string().optional(),
  breaking: z.boolean(),
});
export type PatchMetadata = z.infer<typeof PatchMetadata>;

/** What the outcome model expects; shown and used for order only. */
export const MlPrediction = z.strictObject({
  model_version: z.string(),
  confidence: z.number().min(0).max(1),
  prediction: z.boolean(),
  factors: z.record(z.string(), z.number()),
  shap_values: z.record(z.string(), z.number()).optional(),
  execution_time_ms: z.number().nonnegative(),
});
export type MlPrediction = z.infer<typeof MlPrediction>;

/** The arena's run as a reviewer sees it; `validation_passed` means verdict `proven` or `fixed`. */
export const WargamingResult = z.strictObject({
  run_id: z.string(),
  evidence_id: z.string().optional(),
  verdict: Verdict,
  confidence: z.number().min(0).max(1),
  level: SandboxLevel,
  phase1_reproduced: z.boolean().optional(),
  phase2_blocked: z.boolean().optional(),
  validation_passed: z.boolean(),
  execution_time_ms: z.number().nonnegative(),
  error_message: z.string().optional(),
  proof_id: z.string().optional(),
});
export type WargamingResult = z.infer<typeof WargamingResult>;

/** The clock of a first decision; `at_risk` from 80 %. */
export const Sla = z.strictObject({
  target_seconds: z.number().int().positive(),
  breach_at: Time,
  status: z.enum(['ok', 'at_risk', 'breached']),
  paused: z.boolean(),
});
export type Sla = z.infer<typeof Sla>;

/** When a snoozed decision returns: a time, or `kev-added`, `priority-raised`, `epss-over:x`, `new-release`, `ci-green`. */
export const Snooze = z.strictObject({
  until: Time.optional(),
  condition: z.string().max(64).optional(),
  by: z.string(),
});
export type Snooze = z.infer<typeof Snooze>;

/** Whether a decision has taken effect (hitl.md §4). */
export const DecisionEffect = z.enum(['none', 'held', 'released', 'undone']);
export type DecisionEffect = z.infer<typeof DecisionEffect>;

/** One question to people, bound to the digest of what it is about (hitl.md §1). */
export const DecisionRecord = z.strictObject({
  decision_id: DecisionId,
  subject: DecisionSubject,
  patch_id: PatchId.optional(),
  apv_ids: z.array(ApvId),
  project_id: ProjectId,
  project: z.string(),
  /** SHA-256 over patch digest, evidence digest and base commit. */
  subject_digest: z.string(),
  patch_metadata: PatchMetadata,
  ml_prediction: MlPrediction.optional(),
  wargaming_result: WargamingResult.optional(),
  decision: DecisionState,
  priority: Priority,
  required_approvals: z.number().int().positive(),
  votes: z.array(Vote),
  effect: DecisionEffect,
  effect_at: Time.optional(),
  decided_by: z.string().optional(),
  decided_at: Time.optional(),
  comment: z.string().max(1_000).optional(),
  reason: z.string().max(500).optional(),
  requires_escalation: z.boolean(),
  auto_approval_eligible: z.boolean(),
  eligibility_reasons: z.array(z.string()),
  ml_wargaming_agreement: z.boolean().optional(),
  sla: Sla,
  snooze: Snooze.optional(),
  assignee: z.string().optional(),
  viewers: z.array(z.string()),
  author: z.string(),
  /** At most 160 characters: why this one, now. */
  why_now: z.string().max(160),
  correlation_id: z.string(),
  created_at: Time,
  updated_at: Time,
  version: z.number().int(),
});
export type DecisionRecord = z.infer<typeof DecisionRecord>;

/** One line of the review queue, and what `new_patch` carries. */
export const PendingPatch = z.strictObject({
  decision_id: DecisionId,
  /** Of an acceptance, which has no patch: the id of its subject. */
  patch_id: z.string(),
  patch_code: z.string(),
  /** Absent for a patch that closes nothing: an override that goes. */
  apv_id: z.string().optional(),
  cve_id: z.string().optional(),
  severity: Severity,
  priority: Priority,
  ml_confidence: z.number().min(0).max(1).optional(),
  ml_prediction: z.boolean().optional(),
  /** null: the arena did not run. */
  wargaming_passed: z.boolean().nullable(),
  verdict: Verdict.optional(),
  confidence: z.number().min(0).max(1).optional(),
  package: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  rung: Rung,
  project_id: ProjectId,
  project: z.string(),
  created_at: Time,
  age_seconds: z.number().nonnegative(),
  sla: Sla,
  required_approvals: z.number().int(),
  approvals: z.number().int(),
  assignee: z.string().optional(),
  due_at: Time.optional(),
  why_now: z.string().max(160),
  decision: DecisionState,
  subject_digest: z.string(),
  snoozed: z.boolean(),
  version: z.number().int(),
});
export type PendingPatch = z.infer<typeof PendingPatch>;

/** A remark beside a decision; Markdown. */
export const CommentRecord = z.strictObject({
  comment_id: z.string(),
  decision_id: DecisionId,
  user: z.string(),
  comment: z.string().max(4_000),
  created_at: Time,
  edited_at: Time.optional(),
});
export type CommentRecord = z.infer<typeof CommentRecord>;
