import type { Incomplete, ReportFinding, ScanReport } from '@maximus/contracts';
import type { ScanSettings } from './settings.ts';

const rank = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;

/** Whether one finding reaches the threshold of the settings. With a baseline only what is new can. */
export function reachesThreshold(finding: ReportFinding, settings: ScanSettings): boolean {
  if (finding.is_new === false || settings.failOn === 'none') return false;
  if (finding.kind === 'malware') return true;
  if (settings.failOn === 'kev') return finding.kev !== undefined;
  if (finding.severity === 'unknown') return settings.failOnUnknown;
  return rank[finding.severity] >= rank[settings.failOn];
}

/** The verdict of a scan. */
export interface Verdict {
  readonly outcome: ScanReport['outcome'];
  readonly exitCode: number;
  readonly checkState: ScanReport['check_state'];
}

/**
 * Findings at the threshold win over incompleteness, so that 1 never hides behind 2; the report says both
 * (oraculo.md §5). `checkState` never reads `ok` while anything is incomplete, accepted or not.
 */
export function judge(
  findings: readonly ReportFinding[],
  incomplete: readonly Incomplete[],
  settings: ScanSettings,
): Verdict {
  const databaseOnly = incomplete.length > 0 && incomplete.every((item) => item.kind === 'database');
  const checkState = incomplete.length === 0 ? 'ok' : databaseOnly ? 'stale' : 'incomplete';
  if (findings.some((finding) => reachesThreshold(finding, settings)))
    return { outcome: 'findings', exitCode: 1, checkState };
  if (incomplete.length > 0 && !settings.allowIncomplete)
    return { outcome: 'could_not_check', exitCode: 2, checkState };
  return { outcome: 'passed', exitCode: 0, checkState };
}
