import { z } from 'zod';
import { ComponentId, ProjectId } from '../estate/project.ts';
import { MatchedAdvisory, Reachability } from '../scan-report/index.ts';
import { AdvisoryKind, Confidence, Priority, ReachabilityState, Scope, Severity } from '../vocabulary.ts';
import { idOf, Time } from '../wire/index.ts';
import { FindingResolution, FindingStatus } from './status.ts';

/** Id of a finding. */
export const FindingId = idOf('fnd');
/** Id of a finding, as a type. */
export type FindingId = z.infer<typeof FindingId>;
/** Id of an APV. */
export const ApvId = idOf('apv');
/** Id of an APV, as a type. */
export type ApvId = z.infer<typeof ApvId>;
/** Id of an alias group. */
export const AliasGroupId = idOf('agr');
/** Id of an alias group, as a type. */
export type AliasGroupId = z.infer<typeof AliasGroupId>;

/** Where an acceptance holds (apv.md §4). */
export const AcceptanceScope = z.enum(['finding', 'project', 'component_version', 'component_range', 'apv']);
export type AcceptanceScope = z.infer<typeof AcceptanceScope>;

/** A risk somebody took, with an end. */
export const FindingAcceptance = z.strictObject({
  reason: z.string(),
  owner: z.string(),
  scope: AcceptanceScope,
  expires_at: Time,
});
export type FindingAcceptance = z.infer<typeof FindingAcceptance>;

/** A VEX statement about a finding, in OpenVEX's words. */
export const FindingVex = z.strictObject({
  status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
  justification: z
    .enum([
      'component_not_present',
      'vulnerable_code_not_present',
      'vulnerable_code_not_in_execute_path',
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'inline_mitigations_already_exist',
    ])
    .optional(),
  impact_statement: z.string().optional(),
  author: z.string(),
  decided_at: Time,
});
export type FindingVex = z.infer<typeof FindingVex>;

/** A place of the component in the project's current snapshot; `path` is computed on read. */
export const FindingOccurrence = z.strictObject({
  file: z.string(),
  scope: Scope,
  direct: z.boolean(),
  line: z.number().int().positive().optional(),
  path: z.array(z.string()),
});
export type FindingOccurrence = z.infer<typeof FindingOccurrence>;

/** One line of a list of findings. */
export const FindingSummary = z.strictObject({
  id: FindingId,
  project_id: ProjectId,
  project_slug: z.string(),
  component_id: ComponentId,
  alias_group_id: AliasGroupId,
  apv_id: ApvId,
  apv_code: z.string(),
  primary_id: z.string(),
  kind: AdvisoryKind,
  ecosystem: z.string(),
  package: z.string(),
  locked_version: z.string().optional(),
  fixed_version: z.string().optional(),
  status: FindingStatus,
  resolution: FindingResolution.optional(),
  severity: Severity,
  cvss_score: z.number().optional(),
  epss_probability: z.number().optional(),
  in_kev: z.boolean(),
  priority: Priority,
  priority_score: z.number(),
  due_at: Time.optional(),
  scope: Scope,
  direct: z.boolean(),
  confidence: Confidence,
  reachability: ReachabilityState,
  first_seen_at: Time,
  last_seen_at: Time,
  status_changed_at: Time,
  resolved_at: Time.optional(),
  regressed_count: z.number().int(),
  version: z.number().int(),
});
export type FindingSummary = z.infer<typeof FindingSummary>;

/** How the project's own code uses the package, with where and why, as it was last looked at (eureka.md §2). */
export const FindingUse = Reachability.extend({ checked_at: Time });
export type FindingUse = z.infer<typeof FindingUse>;

/** One alias group in one component of one project (apv.md §4). */
export const Finding = FindingSummary.extend({
  matched_advisories: z.array(MatchedAdvisory),
  occurrences: z.array(FindingOccurrence),
  vex: FindingVex.optional(),
  acceptance: FindingAcceptance.optional(),
  confirmation: z.record(z.string(), z.unknown()).optional(),
  use: FindingUse.optional(),
  patch_ids: z.array(z.string()),
  created_at: Time,
  updated_at: Time,
});
export type Finding = z.infer<typeof Finding>;
