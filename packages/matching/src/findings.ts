import type { AliasGroup } from '@maximus/advisories';
import type { AdvisoryKind, Confidence, MatchedAdvisory } from '@maximus/contracts';
import { lowestFix, namedFixes } from './fixed-version.ts';
import type { Matcher } from './matcher.ts';
import { hitSentence } from './sentences.ts';
import { compareText } from './text-order.ts';
import type { Hit, MatchResult, Subject } from './types.ts';

/** One alias group in one component: CVE, GHSA and PYSEC of one flaw are one finding (apv.md §1). */
export interface GroupFinding {
  readonly group: AliasGroup;
  readonly kind: AdvisoryKind;
  readonly hits: readonly Hit[];
  /** One row per record, by id. */
  readonly matched: readonly MatchedAdvisory[];
  /** Lowest version outside every range of every advisory known for the component (apv.md §4). */
  readonly fixedVersion?: string;
  /** Lowest version that removes this finding; others may remain. Equal to `fixedVersion` where there is one. */
  readonly removedBy?: string;
  /** Every fix that the matched advisories name, ascending. */
  readonly fixedVersions: readonly string[];
  readonly confidence: Confidence;
}

const reasonRank: readonly Hit['reason'][] = ['malware-name', 'digest', 'range', 'version-list'];
const confidenceRank: readonly Confidence[] = ['low', 'medium', 'high'];

/** Groups the hits of one component: never two findings for one alias group. In order of the groups' primary ids. */
export function findingsOf(matcher: Matcher, subject: Subject, result: MatchResult): readonly GroupFinding[] {
  if (result.hits.length === 0) return [];
  const byGroup = new Map<string, Hit[]>();
  for (const hit of result.hits) {
    const held = byGroup.get(hit.advisory.groupId);
    if (held === undefined) byGroup.set(hit.advisory.groupId, [hit]);
    else held.push(hit);
  }
  const pkg = matcher.compiled(subject.ecosystem, subject.name);
  const inUse = versionInUse(subject, result.hits);
  const search = inUse === undefined ? undefined : { ecosystem: subject.ecosystem, above: inUse };
  const fixedVersion = search && lowestFix(pkg, search);
  const findings: GroupFinding[] = [];
  for (const [groupId, hits] of byGroup) {
    const matchedIds = new Set(hits.map((hit) => hit.advisory));
    const removedBy = fixedVersion ?? (search && lowestFix(pkg, { ...search, groupId }));
    findings.push({
      group: matcher.index.group(groupId) ?? loneGroup(groupId, hits),
      kind: kindOf(hits),
      hits,
      matched: matchedAdvisories(hits, subject),
      ...(fixedVersion !== undefined && { fixedVersion }),
      ...(removedBy !== undefined && { removedBy }),
      fixedVersions: namedFixes(
        pkg.entries.filter((entry) => matchedIds.has(entry.advisory)),
        pkg.scheme,
      ),
      confidence: hits.map(confidenceOf).reduce(higher),
    });
  }
  return findings.sort((a, b) => compareText(a.group.primaryId, b.group.primaryId));
}

/** The locked version; without one, an affected version that the requirement allows. */
function versionInUse(subject: Subject, hits: readonly Hit[]): string | undefined {
  return subject.version ?? hits.find((hit) => hit.requirement !== undefined)?.requirement?.witness;
}

function loneGroup(groupId: string, hits: readonly Hit[]): AliasGroup {
  const ids = [...new Set(hits.map((hit) => hit.advisory.id))].sort(compareText);
  return { id: groupId, primaryId: ids.slice(0, 1).join(), recordIds: ids, ids };
}

function kindOf(hits: readonly Hit[]): AdvisoryKind {
  const kinds = new Set(hits.map((hit) => hit.advisory.kind));
  if (kinds.has('malware')) return 'malware';
  return kinds.has('vulnerability') ? 'vulnerability' : 'informational';
}

function matchedAdvisories(hits: readonly Hit[], subject: Subject): readonly MatchedAdvisory[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) {
    const held = best.get(hit.advisory.id);
    if (held === undefined || reasonRank.indexOf(hit.reason) < reasonRank.indexOf(held.reason))
      best.set(hit.advisory.id, hit);
  }
  return [...best.values()]
    .sort((a, b) => compareText(a.advisory.id, b.advisory.id))
    .map((hit) => ({
      id: hit.advisory.id,
      reason: hit.reason,
      text: hitSentence(hit, subject),
      ...(hit.introduced !== undefined && { introduced: hit.introduced }),
      ...(hit.fixed !== undefined && { fixed: hit.fixed }),
      ...(hit.lastAffected !== undefined && { last_affected: hit.lastAffected }),
    }));
}

/** High: a version on exact ranges. Medium: converted ranges, or all a requirement allows. Low: some of it. */
function confidenceOf({ advisory, requirement }: Hit): Confidence {
  if (requirement !== undefined && (!requirement.every || advisory.approximate)) return 'low';
  return requirement !== undefined || advisory.approximate ? 'medium' : 'high';
}

function higher(a: Confidence, b: Confidence): Confidence {
  return confidenceRank.indexOf(a) >= confidenceRank.indexOf(b) ? a : b;
}
