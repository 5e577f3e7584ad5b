import type { FlawUse, RemedyTarget, ScanReport } from '@maximus/contracts';
import { everyFinding, withoutVersion } from './diff-rescans.ts';

const unseen = { verdict: 'not_decidable', reason: 'nobody looked at the source' } as const;

/**
 * What a change of the project's own code did to the use of the flaws that it is for, as the same scanner sees it in both
 * trees. A flaw that stands in several versions is used where any of them is.
 */
export function flawUses(targets: readonly RemedyTarget[], before: ScanReport, after: ScanReport): readonly FlawUse[] {
  return targets.map((target) => ({
    alias_group: target.group_id,
    primary_id: target.primary_id,
    purl: target.purl,
    before: lookIn(before, target),
    after: lookIn(after, target),
  }));
}

const certainty = ['reachable', 'not_decidable', 'unreachable'] as const;

function lookIn(report: ScanReport, { group_id, purl }: RemedyTarget): FlawUse['before'] {
  const wanted = withoutVersion(purl);
  const looks = everyFinding(report)
    .filter((finding) => finding.group_id === group_id && withoutVersion(finding.package.purl) === wanted)
    .map(({ reachability: { verdict = 'not_decidable', reason = unseen.reason } }) => ({ verdict, reason }));
  const [worst = unseen] = looks.sort((a, b) => certainty.indexOf(a.verdict) - certainty.indexOf(b.verdict));
  return worst;
}
