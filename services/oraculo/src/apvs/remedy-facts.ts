import type { AdvisoryKind } from '@maximus/contracts';
import type { GroupContext, GroupUse } from '@maximus/storage';
import { reachabilityCodes } from '@maximus/storage';
import { schemeFor } from '@maximus/versions';
import type { RemediationFacts } from '../rules/remediation.ts';

/** The part of the remedy's facts that depends on the matched components alone; kept with the APV. */
export interface UseFacts {
  readonly hasFix: boolean;
  readonly packagesInUse: number;
  readonly needsMajor: boolean;
  /** Of the matched records; malware wins over vulnerability. */
  readonly kinds: readonly AdvisoryKind[];
}

/** What the matched components of one group say of its remedy. */
export function useFactsOf(uses: readonly GroupUse[]): UseFacts {
  return {
    hasFix: uses.some(({ fixedVersion, removedBy }) => fixedVersion !== null || removedBy !== null),
    packagesInUse: new Set(uses.map(({ ecosystem, nameKey }) => `${ecosystem}\0${nameKey}`)).size,
    needsMajor: uses.some(isMajorAway),
    kinds: [...new Set(uses.map(({ kind }) => kind as AdvisoryKind))].sort(),
  };
}

function isMajorAway({ ecosystem, version, fixedVersion, removedBy }: GroupUse): boolean {
  const scheme = schemeFor(ecosystem);
  const target = fixedVersion ?? removedBy;
  if (scheme?.distance === undefined || version === null || target === null) return false;
  const [from, to] = [scheme.parse(version), scheme.parse(target)];
  return from.ok && to.ok && scheme.distance(from.value, to.value) === 'major';
}

/** Everything that complexity and strategy are decided by. */
export function remediationFacts(
  uses: UseFacts,
  context: GroupContext,
  group: { readonly kind: RemediationFacts['kind']; readonly hasPattern: boolean; readonly breakingLikely: boolean },
): RemediationFacts {
  return {
    ...uses,
    ...group,
    onlyTransitive: context.projects > 0 && !context.hasDirect,
    // Rule templates come with virtual patching; until then none can be promised.
    hasWafTemplate: false,
    allUnreachable: context.reachability.length > 0 && context.reachability.every(isUnreachable),
  };
}

/** No code of the project imports it, or nothing uses what is flawed in it. */
function isUnreachable(code: number): boolean {
  const use = reachabilityCodes[code];
  return use === 'not_imported' || use === 'not_called';
}
