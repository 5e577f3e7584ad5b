import type { Reachability } from '@maximus/contracts';
import { draftVex } from '@maximus/remediation';
import type { FindingToRemedy } from '@maximus/storage';
import { isShipped } from './is-shipped.ts';
import type { UseReport } from './look-for-use.ts';

/** Less sure evidence drafts nothing. */
const leastConfidence = 0.7;

/**
 * A statement for a person to sign, where the flaw is unreachable from the project's own source, or its package is only
 * needed for developing. It closes nothing. Malware does its work when it is installed, so there is none for it.
 * `projectId` is the one on the wire (`prj_…`).
 */
export function vexOf(
  finding: Pick<FindingToRemedy, 'primaryId' | 'groupNames' | 'purl' | 'scope' | 'kind'>,
  reach: Reachability | undefined,
  use: Pick<UseReport, 'filesScanned'> | undefined,
  projectId: string,
  at: string,
): { readonly vex_draft?: Readonly<Record<string, unknown>> } {
  const shipped = isShipped(finding.scope, reach?.state ?? 'unknown');
  const isUnreachable = reach?.verdict === 'unreachable' && (reach.confidence ?? 0) >= leastConfidence;
  if (finding.kind === 'malware' || (shipped && !isUnreachable)) return {};
  const draft = draftVex({
    vulnerability: finding.primaryId,
    aliases: finding.groupNames.filter((name) => name !== finding.primaryId),
    purl: finding.purl,
    product: `urn:maximus:project:${projectId}`,
    reachability: reach?.state ?? 'unknown',
    ...(reach?.state === 'imported' && { notCalled: true }),
    shipped,
    evidence: shipped
      ? `${use?.filesScanned ?? 0} files; ${reach?.reason ?? ''}`
      : 'every place of it is for developing',
    at,
    author: 'maximus',
  });
  return 'draft' in draft ? { vex_draft: draft.draft } : {};
}
