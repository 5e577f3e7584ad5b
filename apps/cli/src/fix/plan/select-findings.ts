import type { ReportFinding, ScanReport } from '@maximus/contracts';
import type { RemedyFinding } from '@maximus/remediation';
import { errors } from '../../errors.ts';

const rankOf = { critical: 0, high: 1, medium: 2, low: 3 } as const;

/** What is planned for, by the file that locks it, files in path order and the most urgent finding first. */
export type FindingsByFile = ReadonlyMap<string, readonly RemedyFinding[]>;

/**
 * The findings of a scan that a plan is made for; with `ids` those of the named flaws only, by any id of them. An id that no
 * finding has is `cli.unknown_id`. What an ignore rule holds back may wait and is not planned for.
 */
export function selectFindings(report: ScanReport, ids: readonly string[]): FindingsByFile {
  const named = ids.length === 0 ? report.findings : report.findings.filter((finding) => isNamed(finding, ids));
  const missing = ids.find((id) => !report.findings.some((finding) => isNamed(finding, [id])));
  if (missing !== undefined) throw errors.unknown_id(`no finding here has the id ${missing}`);
  const byFile = new Map<string, RemedyFinding[]>();
  for (const finding of [...named].sort((a, b) => rankOf[a.priority] - rankOf[b.priority])) {
    for (const file of new Set(finding.occurrences.map((occurrence) => occurrence.file))) {
      const list = byFile.get(file) ?? [];
      list.push(remedyFinding(finding));
      byFile.set(file, list);
    }
  }
  return new Map([...byFile].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether a finding has one of the ids, written in any case. */
export function isNamed({ ids, group_id }: ReportFinding, wanted: readonly string[]): boolean {
  const known = new Set([group_id, ...ids].map((id) => id.toLowerCase()));
  return wanted.some((id) => known.has(id.toLowerCase()));
}

function remedyFinding(finding: ReportFinding): RemedyFinding {
  return {
    group_id: finding.group_id,
    primary_id: finding.primary_id,
    purl: finding.package.purl,
    priority: finding.priority,
    kind: finding.kind,
    exploited: finding.kev !== undefined,
    facts: {
      aliases: finding.ids.filter((id) => id !== finding.primary_id),
      cwes: finding.cwe_ids.flatMap((id) => /^CWE-(\d{1,5})$/.exec(id)?.slice(1, 2).map(Number) ?? []),
      reachability: finding.reachability.state,
      isShipped: finding.occurrences.some(({ scope }) => scope !== 'dev'),
      evidence: finding.reachability.reason ?? `as the scan of ${finding.reachability.rule_version} found`,
    },
  };
}
