import { packageOfPurl, parsePurl } from '@maximus/inventory';
import type { Job, RemedyFinding } from './finding.ts';
import type { RemedyPolicy } from './policy.ts';

/** The findings by package, in the order in which they came; each alias group once. */
export function jobsOf(findings: readonly RemedyFinding[], ecosystem: string, policy: RemedyPolicy): readonly Job[] {
  const byName = new Map<string, RemedyFinding[]>();
  for (const finding of findings) {
    const purl = parsePurl(finding.purl);
    const named = purl.ok ? packageOfPurl(purl.value) : undefined;
    if (named?.ecosystem !== ecosystem) continue;
    const held = byName.get(named.name) ?? [];
    if (!held.some(({ group_id, purl }) => group_id === finding.group_id && purl === finding.purl)) held.push(finding);
    byName.set(named.name, held);
  }
  return [...byName].map(([name, targets]) => jobOf(ecosystem, name, targets, policy));
}

/** One job for the targets of one package. */
export function jobOf(ecosystem: string, name: string, targets: readonly RemedyFinding[], policy: RemedyPolicy): Job {
  const mayGoDown = targets.some(({ kind }) => kind === 'malware');
  const isUrgent = mayGoDown || targets.some(({ exploited }) => exploited);
  return {
    ecosystem,
    name,
    targets,
    groups: new Set(targets.map(({ group_id }) => group_id)),
    mayGoDown,
    minReleaseAgeMs: isUrgent ? 0 : policy.minReleaseAgeMs,
  };
}
