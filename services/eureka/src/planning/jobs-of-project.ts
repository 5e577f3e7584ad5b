import type { AdvisoryKind, Priority } from '@maximus/contracts';
import { packageOfPurl, parsePurl } from '@maximus/inventory';
import { isPlannable, type RemedyFinding } from '@maximus/remediation';
import { type FindingToRemedy, wireId } from '@maximus/storage';
import { isLockFile, type VersionJudgement } from '../confirm/judge-version.ts';
import { factsOf } from './facts-of.ts';

/** A finding in the words of plans, with what is stored of it. */
export interface Target {
  readonly finding: FindingToRemedy;
  readonly remedy: RemedyFinding;
}

/** What is planned for together: the findings of one lock file. `undefined`: those that no lock file shows. */
export interface LockJob {
  readonly lockFile: string | undefined;
  readonly targets: readonly Target[];
}

const priorities: readonly Priority[] = ['low', 'medium', 'high', 'critical'];

/**
 * Confirmed findings by lock file, the most urgent first. A finding of several lock files is planned for in the first; once
 * that is done, what is left of it is confirmed anew.
 */
export function jobsOfProject(
  findings: readonly FindingToRemedy[],
  judged: ReadonlyMap<string, VersionJudgement>,
  index?: Parameters<typeof factsOf>[2],
): readonly LockJob[] {
  const jobs = new Map<string | undefined, Target[]>();
  for (const finding of findings) {
    const group = judged.get(finding.id)?.indexGroup;
    if (group === undefined) continue;
    const locks = finding.places.filter(isLockFile);
    // A manifest beside a lock file shows the finding too, and so does a list of digests; plans are for neither.
    const lock = (locks.find(({ file }) => isPlannable(file)) ?? locks[0])?.file;
    const held = jobs.get(lock) ?? [];
    const remedy = remedyFinding(finding, group);
    held.push({ finding, remedy: index === undefined ? remedy : { ...remedy, facts: factsOf(finding, group, index) } });
    jobs.set(lock, held);
  }
  return [...jobs].map(([lockFile, targets]) => ({ lockFile, targets }));
}

function remedyFinding(finding: FindingToRemedy, group: string): RemedyFinding {
  return {
    group_id: group,
    primary_id: finding.primaryId,
    purl: finding.purl,
    priority: priorities[finding.priority] ?? 'medium',
    kind: finding.kind as AdvisoryKind,
    exploited: finding.inKev,
    finding_id: wireId('fnd', finding.id),
    apv_id: wireId('apv', finding.apvId),
  };
}

/** The purl of a package without its version, and its name as people say it. */
export function packageOf(purl: string): { readonly purl: string; readonly name: string; readonly version?: string } {
  const parsed = parsePurl(purl);
  const named = parsed.ok ? packageOfPurl(parsed.value) : undefined;
  const at = purl.lastIndexOf('@');
  const bare = at > purl.lastIndexOf('/') ? purl.slice(0, at) : purl.split('?', 1).join('');
  const version = parsed.ok ? parsed.value.version : undefined;
  return { purl: bare, name: named?.name ?? bare, ...(version !== undefined && { version }) };
}
