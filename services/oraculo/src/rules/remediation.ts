import type { AdvisoryKind, RemediationComplexity, RemediationStrategy } from '@maximus/contracts';

/** What decides how hard the remedy is and which to try first. */
export interface RemediationFacts {
  readonly kind: AdvisoryKind;
  /** A fixed version exists for a component in use. */
  readonly hasFix: boolean;
  /** A record brings a code pattern. */
  readonly hasPattern: boolean;
  /** Distinct affected packages in use. */
  readonly packagesInUse: number;
  /** The fix of some component in use is a new major version. */
  readonly needsMajor: boolean;
  /** `maximus_context.breaking_changes_likely`. */
  readonly breakingLikely: boolean;
  /** No project asks for the component itself. */
  readonly onlyTransitive: boolean;
  /** A rule template exists for one of the weaknesses, and a project is public. */
  readonly hasWafTemplate: boolean;
  /** Every finding is unreachable, none unknown. */
  readonly allUnreachable: boolean;
}

/** How hard the remedy is, first rule that applies (apv.md §6.1). */
export function complexityOf(facts: RemediationFacts): RemediationComplexity {
  if (!facts.hasFix && !facts.hasPattern && facts.kind !== 'malware') return 'critical';
  if (facts.packagesInUse > 3 || facts.needsMajor || facts.breakingLikely) return 'high';
  return facts.packagesInUse > 1 || facts.onlyTransitive ? 'medium' : 'low';
}

/** The remedy to try first, first rule that applies (apv.md §6.2). Malware is removed, which is a change of dependencies. */
export function strategyOf(facts: RemediationFacts): RemediationStrategy {
  if (facts.hasFix || facts.kind === 'malware') return 'dependency_upgrade';
  if (facts.hasPattern) return 'code_patch';
  if (facts.hasWafTemplate) return 'coagulation_waf';
  return facts.allUnreachable ? 'vex_not_affected' : 'manual_review';
}
