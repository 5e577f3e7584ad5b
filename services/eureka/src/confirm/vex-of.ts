import type { Reachability } from '@maximus/contracts';
import { draftVex } from '@maximus/remediation';
import type { FindingToRemedy } from '@maximus/storage';
import type { UseReport } from './look-for-use.ts';

/** Less sure evidence drafts nothing. */
const leastConfidence = 0.7;

/**
 * A statement for a person to sign, where the flaw is unreachable from the project's own source. It closes nothing.
 * `projectId` is the one on the wire (`prj_…`).
 */
export function vexOf(
  finding: Pick<FindingToRemedy, 'primaryId' | 'groupNames' | 'purl'>,
  reach: Reachability | undefined,
  use: Pick<UseReport, 'filesScanned'> | undefined,
  projectId: string,
  at: string,
): { readonly vex_draft?: Readonly<Record<string, unknown>> } {
  if (reach?.verdict !== 'unreachable' || (reach.confidence ?? 0) < leastConfidence) return {};
  const draft = draftVex({
    vulnerability: finding.primaryId,
    aliases: finding.groupNames.filter((name) => name !== finding.primaryId),
    purl: finding.purl,
    product: `urn:maximus:project:${projectId}`,
    reachability: reach.state,
    ...(reach.state === 'imported' && { notCalled: true }),
    shipped: true,
    evidence: `${use?.filesScanned ?? 0} files; ${reach.reason ?? ''}`,
    at,
    author: 'maximus',
  });
  return 'draft' in draft ? { vex_draft: draft.draft } : {};
}
