import type { AcceptanceScope } from '@maximus/contracts';
import { schemeFor } from '@maximus/versions';

/** What a decision that holds beyond one finding covers. */
export interface CoverRule {
  readonly scope: AcceptanceScope;
  readonly groupKey: number;
  readonly projectKey?: number | undefined;
  readonly componentKey?: number | undefined;
  readonly findingId?: string | undefined;
  readonly baseEcosystem?: string | undefined;
  readonly nameKey?: string | undefined;
  /** Requirement in the ecosystem's language, for `component_range`. */
  readonly versionRange?: string | undefined;
  /** Milliseconds; absent for a VEX statement, which holds until its premise changes. */
  readonly expiresAtMs?: number | undefined;
}

/** The finding that is asked about. */
export interface CoveredFinding {
  readonly id: string;
  readonly groupKey: number;
  readonly projectKey: number;
  readonly componentKey: number;
  readonly baseEcosystem: string;
  readonly nameKey: string;
  readonly version?: string | undefined;
}

/** Whether a decision covers a finding at a time: never beyond its scope, never past its end (apv.md §4). */
export function covers(rule: CoverRule, finding: CoveredFinding, nowMs: number): boolean {
  if (rule.groupKey !== finding.groupKey) return false;
  if (rule.expiresAtMs !== undefined && rule.expiresAtMs <= nowMs) return false;
  switch (rule.scope) {
    case 'finding':
      return rule.findingId === finding.id;
    case 'project':
      return rule.projectKey === finding.projectKey;
    case 'component_version':
      return rule.componentKey === finding.componentKey;
    case 'component_range':
      return isInRange(rule, finding);
    case 'apv':
      return true;
  }
}

function isInRange(rule: CoverRule, finding: CoveredFinding): boolean {
  if (rule.baseEcosystem !== finding.baseEcosystem || rule.nameKey !== finding.nameKey) return false;
  if (rule.versionRange === undefined || finding.version === undefined) return false;
  const constraint = schemeFor(finding.baseEcosystem)?.constraint?.(rule.versionRange);
  return constraint?.ok === true && constraint.value.allows(finding.version);
}
