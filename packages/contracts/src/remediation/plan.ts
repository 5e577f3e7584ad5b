import { z } from 'zod';
import { Priority } from '../vocabulary.ts';
import { Rung, RungAttempt, SemverStep } from './rung.ts';

/** One finding that a plan is to close: an alias group in one package. */
export const RemedyTarget = z.strictObject({
  group_id: z.string(),
  primary_id: z.string(),
  purl: z.string(),
  priority: Priority,
  /** Set inside a server. */
  finding_id: z.string().optional(),
  apv_id: z.string().optional(),
});
export type RemedyTarget = z.infer<typeof RemedyTarget>;

/** A change of one package in the resolved tree (eureka.md §7). */
export const PackageChange = z.strictObject({
  purl_from: z.string().optional(),
  purl_to: z.string().optional(),
  change: z.enum(['upgraded', 'added', 'removed', 'pinned', 'downgraded']),
  direct: z.boolean(),
  semver_step: SemverStep,
  why: z.string(),
});
export type PackageChange = z.infer<typeof PackageChange>;

/** One changed file; digests are SHA-256 in hex, absent where the file is new or goes. */
export const FileEdit = z.strictObject({
  file: z.string(),
  kind: z.enum(['manifest', 'lock', 'code', 'config']),
  before_digest: z.string().optional(),
  after_digest: z.string().optional(),
});
export type FileEdit = z.infer<typeof FileEdit>;

/** What is to be done in one project, or why nothing is; never worded as done. */
export const RemedyPlan = z.strictObject({
  /** Lock file that the plan is about, relative to the project. */
  lock_file: z.string(),
  package_manager: z.string(),
  rung: Rung,
  targets: z.array(RemedyTarget),
  package_changes: z.array(PackageChange),
  edits: z.array(FileEdit),
  attempts: z.array(RungAttempt),
  /** Findings that stay, each with the rung attempts that say why. */
  unresolved: z.array(z.strictObject({ target: RemedyTarget, attempts: z.array(RungAttempt) })),
  /** Set where no package manager could write the lock: a proposal in words, never a patch. */
  unproven_because: z.string().optional(),
});
export type RemedyPlan = z.infer<typeof RemedyPlan>;
