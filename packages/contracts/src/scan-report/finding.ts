import { z } from 'zod';
import { Assessment } from '../assessment.ts';
import {
  AdvisoryKind,
  Confidence,
  FixableBy,
  ReachabilityState,
  ReachabilityVerdict,
  Scope,
  Severity,
} from '../vocabulary.ts';

/** The component a finding is about; `version` is absent where a manifest has no lock. */
export const ReportPackage = z.strictObject({
  ecosystem: z.string(),
  name: z.string(),
  version: z.string().optional(),
  purl: z.string(),
});
export type ReportPackage = z.infer<typeof ReportPackage>;

/** Where a component comes from. `path` runs from the root's direct dependency to the component, as `name@version`. */
export const ReportOccurrence = z.strictObject({
  /** Path relative to the scanned folder, with `/`. */
  file: z.string(),
  /** Line in `file`, from 1. */
  line: z.number().int().positive().optional(),
  scope: Scope,
  direct: z.boolean(),
  /** Range in the manifest. */
  requested: z.string().optional(),
  /** Rule of the package manager that pins it. */
  override: z.string().optional(),
  path: z.array(z.string()),
});
export type ReportOccurrence = z.infer<typeof ReportOccurrence>;

/** Why one advisory holds for the component. */
export const MatchedAdvisory = z.strictObject({
  id: z.string(),
  reason: z.enum(['version-list', 'range', 'digest', 'malware-name', 'imported']),
  /** The sentence a person reads: the range with its two events and the version that decided. */
  text: z.string(),
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});
export type MatchedAdvisory = z.infer<typeof MatchedAdvisory>;

/** Use of the package in the project's own source. */
export const Reachability = z.strictObject({
  state: ReachabilityState,
  locations: z.array(
    z.strictObject({
      file: z.string(),
      line: z.number().int().positive(),
      snippet: z.string().max(500),
      /** The flawed symbol that is used there. */
      symbol: z.string().optional(),
    }),
  ),
  rule_version: z.string(),
  /** Whether the flaw can be reached from the project's own source; a verdict never drops a finding. */
  verdict: ReachabilityVerdict.optional(),
  /** How sure the verdict is, 0 to 1; 0 where nothing could be decided. */
  confidence: z.number().min(0).max(1).optional(),
  /** Why, in a sentence. */
  reason: z.string().max(300).optional(),
});
export type Reachability = z.infer<typeof Reachability>;

/** One alias group in one component: CVE, GHSA and PYSEC of one flaw are one finding. */
export const ReportFinding = z.strictObject({
  group_id: z.string(),
  /** CVE, else GHSA, else the oldest member. */
  primary_id: z.string(),
  /** Every id and alias of the group, primary first, then sorted. */
  ids: z.array(z.string()),
  kind: AdvisoryKind,
  summary: z.string(),
  package: ReportPackage,
  occurrences: z.array(ReportOccurrence),
  severity: Severity,
  ...Assessment.shape,
  /** Lowest version outside every range of every advisory known for the component. */
  fixed_version: z.string().optional(),
  /** Fixed versions the matched advisories name, sorted by the scheme. */
  fixed_versions: z.array(z.string()),
  fixable_by: FixableBy,
  matched_advisories: z.array(MatchedAdvisory),
  confidence: Confidence,
  /** Tools that report it: `maximus`, and those whose reports were imported. */
  sources: z.array(z.string()),
  reachability: Reachability,
  cwe_ids: z.array(z.string()),
  references: z.array(z.string()),
  /** With a baseline: whether the baseline lacks it. */
  is_new: z.boolean().optional(),
});
export type ReportFinding = z.infer<typeof ReportFinding>;
