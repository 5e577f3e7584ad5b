import type { RemedyTarget } from '@maximus/contracts';
import { packageOfPurl, parsePurl } from '@maximus/inventory';
import type { Matcher } from '@maximus/matching';
import type { PlannedRemedy } from './plan-remedies.ts';

/**
 * Findings that one change closes are one plan (eureka.md §5): a remedy of which nothing is left after another one goes along
 * with that. Major steps are never mixed with others, and of two that close each other's the smaller change stays.
 */
export function closedTogether(
  remedies: readonly PlannedRemedy[],
  ecosystem: string,
  matcher: Matcher,
): readonly PlannedRemedy[] {
  const kept = new Set(remedies);
  const places = new Map(remedies.map((each, place) => [each, place] as const));
  const targetsOf = new Map(remedies.map((each) => [each, each.plan.targets] as const));
  const unresolvedOf = new Map(remedies.map((each) => [each, each.plan.unresolved] as const));
  const placeOf = (each: PlannedRemedy) => places.get(each) ?? 0;
  const bySize = [...remedies].sort((a, b) => sizeOf(a) - sizeOf(b));
  for (const holder of bySize) {
    if (holder.change === undefined || !kept.has(holder)) continue;
    const left = leftBy(holder, ecosystem, matcher);
    for (const other of bySize) {
      if (other === holder || !kept.has(other) || isMajor(holder) !== (other.change !== undefined && isMajor(other)))
        continue;
      const targets = targetsOf.get(other) ?? [];
      if (targets.length === 0 || !targets.every((target) => !left(target))) continue;
      kept.delete(other);
      // The most urgent of them says when it is its turn.
      places.set(holder, Math.min(placeOf(holder), placeOf(other)));
      targetsOf.set(holder, [...(targetsOf.get(holder) ?? []), ...targets]);
      const stuck = (unresolvedOf.get(other) ?? []).filter(({ target }) => left(target));
      unresolvedOf.set(holder, [...(unresolvedOf.get(holder) ?? []), ...stuck]);
    }
  }
  return remedies
    .filter((each) => kept.has(each))
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((each) => ({
      ...each,
      plan: {
        ...each.plan,
        targets: [...(targetsOf.get(each) ?? [])],
        unresolved: [...(unresolvedOf.get(each) ?? [])],
      },
    }));
}

function isMajor({ plan }: PlannedRemedy): boolean {
  return plan.rung === 'major-upgrade';
}

function sizeOf({ change, plan }: PlannedRemedy): number {
  return change === undefined ? Number.POSITIVE_INFINITY : plan.package_changes.length;
}

/** Whether a flaw is still in the tree that a change leads to. */
function leftBy({ change }: PlannedRemedy, ecosystem: string, matcher: Matcher): (target: RemedyTarget) => boolean {
  const versions = new Map<string, Set<string>>();
  for (const label of [...(change?.expected.values() ?? []), ...(change?.possible?.values() ?? [])]) {
    const at = label.lastIndexOf('@');
    const name = label.slice(0, at);
    const held = versions.get(name) ?? new Set();
    versions.set(name, held.add(label.slice(at + 1)));
  }
  return ({ purl, group_id }) => {
    const parsed = parsePurl(purl);
    const name = parsed.ok ? packageOfPurl(parsed.value)?.name : undefined;
    if (name === undefined) return true;
    return [...(versions.get(name) ?? [])].some((version) => {
      const { hits, undecided } = matcher.match({ ecosystem, name, version });
      return [...hits, ...undecided].some(({ advisory }) => advisory.groupId === group_id);
    });
  };
}
