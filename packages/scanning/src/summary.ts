import type { ReportFinding, ScanReport } from '@maximus/contracts';

function count<K extends string>(
  keys: readonly K[],
  findings: readonly ReportFinding[],
  of: (finding: ReportFinding) => K,
): Record<K, number> {
  const totals = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  for (const finding of findings) totals[of(finding)]++;
  return totals;
}

/** The counts of a report; `files` and `packages` are those that were looked at. */
export function summarise(
  findings: readonly ReportFinding[],
  totals: {
    readonly files: number;
    readonly packages: number;
    readonly ignored: number;
    readonly filtered: number;
    readonly baseline: boolean;
  },
): ScanReport['summary'] {
  return {
    files: totals.files,
    packages: totals.packages,
    findings: findings.length,
    ...(totals.baseline ? { new_findings: findings.filter((finding) => finding.is_new === true).length } : {}),
    ignored: totals.ignored,
    filtered: totals.filtered,
    by_severity: count(
      ['critical', 'high', 'medium', 'low', 'none', 'unknown'],
      findings,
      (finding) => finding.severity,
    ),
    by_priority: count(['critical', 'high', 'medium', 'low'], findings, (finding) => finding.priority),
    by_fixable: count(
      ['lock_refresh', 'direct_upgrade', 'direct_major_upgrade', 'parent_upgrade', 'removal', 'no_fix'],
      findings,
      (finding) => finding.fixable_by,
    ),
    kev: findings.filter((finding) => finding.kev !== undefined).length,
    malware: findings.filter((finding) => finding.kind === 'malware').length,
  };
}
