import type { RemedyTarget, ReportFinding, ScanReport, WhyNot } from '@maximus/contracts';
import { reachesThreshold, type ScanSettings } from '@maximus/scanning';
import { exitCode } from '../exit-code.ts';
import { plural } from '../scan/table/words.ts';
import type { FixEnd, LockWork } from './types.ts';

/** Reasons that say nothing about whether there is a remedy: it could not be looked for. */
const unknown: ReadonlySet<WhyNot> = new Set(['registry-unreachable', 'budget-exhausted']);

/**
 * How a run ended (oraculo.md §5). What was proposed and not proven counts before everything; then, as in a scan, what stays
 * at the threshold before what could not be looked for.
 */
export function endOfRun(
  report: ScanReport,
  settings: ScanSettings,
  locks: readonly LockWork[],
  isDryRun: boolean,
): FixEnd {
  const unproven = locks.reduce((sum, lock) => sum + unprovenIn(lock, isDryRun), 0);
  if (unproven > 0) {
    const what = plural(unproven, 'remedy', 'remedies');
    const sentence = isDryRun ? `${what} proposed; nothing was tried or changed` : `${what} proposed and not proven`;
    return { outcome: 'unproven', exitCode: exitCode.unproven, sentence };
  }
  const closed = locks.flatMap(({ outcome }) => outcome?.kept?.remedy.plan.targets ?? []);
  const left = report.findings.filter((finding) => !isClosed(finding, closed));
  const blocking = left.filter((finding) => reachesThreshold(finding, settings));
  const unsure = blocking.filter((finding) => isUnsure(finding, locks));
  if (blocking.length > unsure.length) {
    const sentence = `${plural(blocking.length, 'finding')} at or above ${settings.failOn} without a remedy`;
    return { outcome: 'findings_remain', exitCode: exitCode.findings, sentence };
  }
  if (unsure.length > 0) {
    const sentence = `for ${plural(unsure.length, 'finding')} a remedy could not be looked for`;
    return { outcome: 'could_not_check', exitCode: exitCode.incomplete, sentence };
  }
  if (report.incomplete.length > 0 && !settings.allowIncomplete) {
    const sentence = `${plural(report.incomplete.length, 'thing')} could not be checked`;
    return { outcome: 'could_not_check', exitCode: exitCode.incomplete, sentence };
  }
  const below = left.length === 0 ? '' : `; ${plural(left.length, 'finding')} below the threshold without a remedy`;
  return closed.length === 0 && locks.every(({ outcome }) => outcome?.kept === undefined)
    ? { outcome: 'nothing_to_do', exitCode: exitCode.passed, sentence: `there is nothing to change${below}` }
    : { outcome: 'done', exitCode: exitCode.passed, sentence: `every remedy stands with its evidence${below}` };
}

function unprovenIn({ planned, outcome }: LockWork, isDryRun: boolean): number {
  if (isDryRun || outcome === undefined) return planned.remedies.length;
  return outcome.dropped.reduce((sum, { remedies }) => sum + Math.max(1, remedies.length), 0);
}

function isUnsure({ group_id, package: { purl } }: ReportFinding, locks: readonly LockWork[]): boolean {
  return locks.some(({ planned }) =>
    planned.stuck.some(
      ({ target, attempts }) =>
        target.group_id === group_id &&
        target.purl === purl &&
        attempts.some(({ why_not }) => why_not !== undefined && unknown.has(why_not)),
    ),
  );
}

/** A finding counts as closed where every file that shows it has a change for it. */
function isClosed(
  { group_id, package: { purl }, occurrences }: ReportFinding,
  closed: readonly RemedyTarget[],
): boolean {
  const files = new Set(occurrences.map(({ file }) => file)).size;
  return closed.filter((target) => target.group_id === group_id && target.purl === purl).length >= files;
}
