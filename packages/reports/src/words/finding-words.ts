import type { FixableBy, Incomplete, ReportFinding, ReportOccurrence, ScanReport, Severity } from '@maximus/contracts';

/** Severities from the worst down; `unknown` stands after `none`, for nothing says that it is harmless. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'none', 'unknown'];

/** `lodash 4.17.15`; a package nobody locked says so. */
export function packageWords({ package: { name, version } }: ReportFinding): string {
  return version === undefined ? `${name} (version not locked)` : `${name} ${version}`;
}

/** How a finding can go away, in one clause without a full stop. It says what to try, never that it will hold. */
export function fixWords(finding: ReportFinding): string {
  if (finding.kind === 'malware') return 'malicious package: remove it and rotate what it could read';
  if (finding.fixed_version !== undefined) return `fixed in ${finding.fixed_version}`;
  const known = finding.fixed_versions;
  if (known.length === 0) return 'no fixed version is known';
  return `fixed in ${known.join(', ')}, each of them with another known flaw or not judged here`;
}

/** The kind of change that removes a finding, as a person would say it. */
export const changeWords: Readonly<Record<FixableBy, string>> = {
  lock_refresh: 'refresh the lock file',
  direct_upgrade: 'upgrade the direct dependency',
  direct_major_upgrade: 'major upgrade of the direct dependency',
  parent_upgrade: 'upgrade the parent that brings it',
  removal: 'remove the package',
  no_fix: 'no fix known',
};

/** The sentence on a reachability state. */
export function reachabilityWords({ reachability: { state, verdict, locations } }: ReportFinding): string {
  const first = locations[0];
  const where = first === undefined ? '' : ` at ${first.file}:${first.line}`;
  const symbol = first?.symbol === undefined ? '' : `: ${first.symbol}`;
  if (state === 'reachable') return `the flawed code is called${where}${symbol}`;
  if (state === 'imported')
    return `imported${where}${verdict === 'unreachable' ? '; nothing of the sources uses its flawed code' : ''}`;
  return state === 'not_imported'
    ? 'no import of it was found in the sources that were searched'
    : 'use was not searched';
}

/** `package-lock.json:12`, or the file alone. */
export function placeWords({ file, line }: { readonly file: string; readonly line?: number | undefined }): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** `app › express@4.17.1 › qs@6.7.0`: from the direct dependency down. */
export function pathWords({ path }: ReportOccurrence): string {
  return path.join(' › ');
}

/** The verdict as a heading. Nothing is ever called clean while something could not be checked. */
export function verdictWords({ outcome, incomplete, summary, policy }: ScanReport): string {
  const unchecked = incomplete.length > 0;
  const what = policy.baseline ? 'new findings' : 'findings';
  const level = policy.fail_on === 'kev' ? 'that are known to be exploited' : `at or above ${policy.fail_on}`;
  if (outcome === 'findings') return `Failed: ${what} ${level}${unchecked ? ', and parts could not be checked' : ''}`;
  if (outcome === 'could_not_check') return 'Failed: parts could not be checked';
  if (unchecked) return 'Passed by policy, although parts could not be checked';
  if (summary.findings > 0)
    return policy.fail_on === 'none' ? 'Passed: no level fails this scan' : `Passed: no ${what} ${level}`;
  return summary.packages === 0 ? 'Passed: there was no package to check' : 'Passed: no known vulnerability';
}

/** `(12 alike)` where an entry stands for more than one. */
export function alikeWords({ count }: Incomplete): string {
  return count > 1 ? ` (${count} alike)` : '';
}
