import { z } from 'zod';
import { ApvId, FindingId, StateChange } from '../apv/index.ts';
import { ProjectId, SnapshotId } from '../estate/index.ts';
import { Priority, Severity } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';
import { FileEdit, PackageChange } from './plan.ts';
import { Rung, RungAttempt } from './rung.ts';
import { Verdict } from './verdict.ts';

/** Id of a patch. */
export const PatchId = idOf('pch');
/** Id of a patch, as a type. */
export type PatchId = z.infer<typeof PatchId>;
/** Id of an evidence bundle. */
export const EvidenceId = idOf('evd');
/** Id of an evidence bundle, as a type. */
export type EvidenceId = z.infer<typeof EvidenceId>;

/** States of a patch (apv.md §7.3). */
export const patchStatuses = [
  'planned',
  'generated',
  'validating',
  'validated',
  'pending_review',
  'approved',
  'rejected',
  'delivering',
  'delivered',
  'merged',
  'verified',
  'verification_failed',
  'failed',
  'superseded',
  'cancelled',
  'rolled_back',
] as const;
/** State of a patch. */
export const PatchStatus = z.enum(patchStatuses);
/** State of a patch, as a type. */
export type PatchStatus = z.infer<typeof PatchStatus>;

/** What a patch is for (eureka.md §7). */
export const PatchKind = z.enum(['remedy', 'retire_override', 'revert']);
export type PatchKind = z.infer<typeof PatchKind>;

/** The strategy value that a rung stands for (eureka.md §3). */
export const PatchStrategy = z.enum([
  'dependency_upgrade',
  'code_patch',
  'coagulation_waf',
  'vex_not_affected',
  'manual_review',
]);
export type PatchStrategy = z.infer<typeof PatchStrategy>;

/** What a major step may break, from the changelog and the use of symbols. */
export const BreakingChangeReport = z.strictObject({
  from_version: z.string(),
  to_version: z.string(),
  changes: z.array(
    z.strictObject({
      severity: z.enum(['high', 'medium', 'low']),
      category: z.string(),
      description: z.string(),
      affected_apis: z.array(z.string()),
      migration_steps: z.array(z.string()),
      source: z.string(),
    }),
  ),
  overall_risk: z.enum(['high', 'medium', 'low', 'unknown']),
});
export type BreakingChangeReport = z.infer<typeof BreakingChangeReport>;

/** When each step of a patch was reached; a step that was not reached is absent. */
export const PatchTimings = z.strictObject({
  planned: Time,
  generated: Time.optional(),
  validated: Time.optional(),
  decided: Time.optional(),
  delivered: Time.optional(),
  merged: Time.optional(),
  verified: Time.optional(),
  time_to_patch_seconds: z.number().nonnegative().optional(),
});
export type PatchTimings = z.infer<typeof PatchTimings>;

/** One line of a list of patches, and what live frames carry (eureka.md §7). */
export const PatchSummary = z.strictObject({
  id: PatchId,
  /** `PCH-YYYYMMDD-NNN`. */
  code: z.string(),
  project_id: ProjectId,
  project: z.string(),
  apv_ids: z.array(ApvId),
  primary_ids: z.array(z.string()),
  cve_ids: z.array(z.string()),
  /** The package that the patch is about; its purl without a version. */
  package: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  rung: Rung,
  strategy: PatchStrategy,
  kind: PatchKind,
  status: PatchStatus,
  status_reason: z.string().optional(),
  severity: Severity,
  priority: Priority,
  verdict: Verdict.optional(),
  confidence_score: z.number().min(0).max(1).optional(),
  patch_size_lines: z.number().int().nonnegative(),
  pr_url: z.string().optional(),
  timings: PatchTimings,
  version: z.number().int(),
  created_at: Time,
  updated_at: Time,
});
export type PatchSummary = z.infer<typeof PatchSummary>;

/** A change in one project that closes one or more APVs there; its content never changes after `generated`. */
export const Patch = PatchSummary.extend({
  finding_ids: z.array(FindingId),
  snapshot_id: SnapshotId.optional(),
  group_key: z.string().optional(),
  campaign_id: z.string().optional(),
  previous_patch_id: PatchId.optional(),
  /** `system:eureka`, or the person who made it by hand. */
  author: z.string(),
  /** Commit that the edits apply to; empty for a source without git. */
  base_commit: z.string(),
  base_ref: z.string().optional(),
  /** Lock file that the plan is about, and who wrote it. */
  lock_file: z.string(),
  package_manager: z.string(),
  edits: z.array(FileEdit),
  /** SHA-256 under which the unified diff is stored; absent without a diff. */
  diff_digest: z.string().optional(),
  package_changes: z.array(PackageChange),
  files_modified: z.array(z.string()),
  patch_size_bytes: z.number().int().nonnegative(),
  breaking_change_report: BreakingChangeReport.optional(),
  attempts: z.array(RungAttempt),
  /** SHA-256 over the canonical (project, base_commit, edits, package_changes). */
  digest: z.string(),
  evidence_id: EvidenceId.optional(),
  /** SHA-256 of the evidence manifest. */
  evidence_digest: z.string().optional(),
  llm: z
    .strictObject({
      provider: z.string(),
      model: z.string(),
      prompt_tokens: z.number().int(),
      completion_tokens: z.number().int(),
      cost_usd: z.number(),
    })
    .optional(),
  branch_name: z.string().optional(),
  commit_sha: z.string().optional(),
  merge_commit: z.string().optional(),
  pr_number: z.number().int().optional(),
  delivery_id: z.string().optional(),
  decision_id: z.string().optional(),
  correlation_id: z.string(),
  history: z.array(StateChange),
});
export type Patch = z.infer<typeof Patch>;

/** Id of a delivery. */
export const DeliveryId = idOf('dlv');
/** Id of a delivery, as a type. */
export type DeliveryId = z.infer<typeof DeliveryId>;

/** How a patch leaves the house (eureka.md §8). */
export const DeliveryRecord = z.strictObject({
  id: DeliveryId,
  patch_id: PatchId,
  forge: z.enum(['local', 'github', 'gitlab', 'gitea']),
  mode: z.enum(['pull_request', 'branch', 'merge', 'patch_file']),
  state: z.enum(['queued', 'branch_pushed', 'pr_open', 'merged', 'closed', 'failed']),
  attempts: z.number().int().nonnegative(),
  last_error: z.string().optional(),
  links: z.record(z.string(), z.string()),
  created_at: Time,
  updated_at: Time,
});
export type DeliveryRecord = z.infer<typeof DeliveryRecord>;
