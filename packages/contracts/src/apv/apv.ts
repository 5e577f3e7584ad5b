import { z } from 'zod';
import { Cvss, Epss, Kev, PriorityReason, Ssvc } from '../assessment.ts';
import { AdvisoryKind, CheckState, Priority, Severity } from '../vocabulary.ts';
import { Time } from '../wire/index.ts';
import { AliasGroupId, ApvId } from './finding.ts';
import { ApvStatus, FindingCounts } from './status.ts';

/** How hard the remedy is (apv.md §6.1). */
export const RemediationComplexity = z.enum(['low', 'medium', 'high', 'critical']);
export type RemediationComplexity = z.infer<typeof RemediationComplexity>;

/** The remedy to try first (apv.md §6.2). */
export const RemediationStrategy = z.enum([
  'dependency_upgrade',
  'code_patch',
  'coagulation_waf',
  'vex_not_affected',
  'manual_review',
]);
export type RemediationStrategy = z.infer<typeof RemediationStrategy>;

/** A code pattern that a record brings. */
export const AstGrepPattern = z.strictObject({
  language: z.string(),
  rule: z.string(),
  severity: z.string().optional(),
  description: z.string().optional(),
  source: z.string(),
});
export type AstGrepPattern = z.infer<typeof AstGrepPattern>;

/** A package that a record of the group names. */
export const AffectedPackage = z.strictObject({
  ecosystem: z.string(),
  name: z.string(),
  purl: z.string().optional(),
  ranges: z.array(
    z.strictObject({
      type: z.string(),
      events: z.array(z.record(z.string(), z.string())),
    }),
  ),
  /** The first 100 of an explicit list. */
  versions: z.array(z.string()),
  fixed_versions: z.array(z.string()),
  introduced: z.string().optional(),
  last_affected: z.string().optional(),
  has_fix: z.boolean(),
});
export type AffectedPackage = z.infer<typeof AffectedPackage>;

/** What a list shows of an affected package. */
export const AffectedPackageSummary = AffectedPackage.pick({ name: true, ecosystem: true, fixed_versions: true });
export type AffectedPackageSummary = z.infer<typeof AffectedPackageSummary>;

/** One line of a list of APVs (oraculo.md §7). */
export const ApvSummary = z.strictObject({
  id: ApvId,
  code: z.string(),
  primary_id: z.string(),
  cve_id: z.string().optional(),
  aliases: z.array(z.string()),
  summary: z.string(),
  kind: AdvisoryKind,
  cvss: Cvss.optional(),
  severity: Severity,
  priority: Priority,
  priority_score: z.number(),
  /** The three that weigh most. */
  priority_reasons: z.array(PriorityReason),
  epss: Epss.optional(),
  kev: Kev.optional(),
  affected_packages: z.array(AffectedPackageSummary),
  /** Names in order, at most 50; the count is exact. */
  affected_services: z.array(z.string()),
  affected_service_count: z.number().int(),
  affected_project_count: z.number().int(),
  finding_counts: FindingCounts,
  remediation_complexity: RemediationComplexity,
  recommended_strategy: RemediationStrategy,
  status: ApvStatus,
  due_at: Time.optional(),
  check_state: CheckState,
  published: Time.optional(),
  modified: Time,
  first_detected_at: Time,
});
export type ApvSummary = z.infer<typeof ApvSummary>;

/** One alias group as it touches this estate (apv.md §5). */
export const Apv = ApvSummary.extend({
  alias_group_id: AliasGroupId,
  details: z.string(),
  references: z.array(z.strictObject({ type: z.string(), url: z.string() })),
  cwe_ids: z.array(z.string()),
  processed_at: Time,
  withdrawn_at: Time.optional(),
  affected_packages: z.array(AffectedPackage),
  ssvc: Ssvc,
  due_policy: z.string(),
  remediation_notes: z.string().optional(),
  ast_grep_patterns: z.array(AstGrepPattern),
  status_reason: z.string().optional(),
  status_changed_at: Time,
  last_seen_at: Time,
  resolved_at: Time.optional(),
  regressed: z.boolean(),
  source_feed: z.string(),
  sources: z.array(z.string()),
  oraculo_version: z.string(),
  maximus_context: z.record(z.string(), z.unknown()),
  correlation_id: z.string(),
  superseded_by: ApvId.optional(),
  is_critical: z.boolean(),
  requires_immediate_action: z.boolean(),
  has_automated_fix: z.boolean(),
  /** Values set by hand, beside the computed ones. */
  overridden_by: z.record(z.string(), z.string()).optional(),
  /** Related records that never merge with this one. */
  related: z.array(z.string()),
  version: z.number().int(),
  created_at: Time,
  updated_at: Time,
});
export type Apv = z.infer<typeof Apv>;
