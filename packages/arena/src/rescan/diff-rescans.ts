import type { RemedyTarget, ReportFinding, RescanDiff, RescanEntry, ScanReport } from '@maximus/contracts';

/** The difference of two rescans, or why there is none that could be trusted. */
export interface RescanOutcome {
  readonly diff: RescanDiff;
  /** Set where the two cannot be compared: the run is inconclusive (arena.md §4). */
  readonly inconclusive?: string;
}

/** A flaw in a package of the project, whatever its version: what moves from one affected version to another stays. */
function keyOf(finding: ReportFinding): string {
  return `${finding.group_id}\u0000${finding.package.ecosystem}\u0000${finding.package.name}`;
}

/** Every finding of a report, also those that a rule holds back: a rule decides what is shown, not what is there. */
export function everyFinding(report: ScanReport): readonly ReportFinding[] {
  return [
    ...report.findings,
    ...report.ignored.map(({ finding }) => finding),
    ...report.filtered.map((f) => f.finding),
  ];
}

function entryOf(finding: ReportFinding): RescanEntry {
  return {
    alias_group: finding.group_id,
    primary_id: finding.primary_id,
    purl: finding.package.purl,
    path: finding.occurrences[0]?.path ?? [],
    priority: finding.priority,
  };
}

function ordered(entries: readonly RescanEntry[]): RescanEntry[] {
  const key = ({ primary_id, purl }: RescanEntry) => `${primary_id}\u0000${purl}`;
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}

/** Files that were read before and are not now, each with what the later scan says of it. */
function lostFiles(before: ScanReport, after: ScanReport): readonly string[] {
  const readable = (report: ScanReport) =>
    new Set(report.files.filter(({ status }) => status === 'parsed').map(({ path }) => path));
  const now = readable(after);
  return [...readable(before)].filter((path) => !now.has(path)).sort();
}

/**
 * What a change did to a project, judged by one index over both trees (arena.md §4). A flaw is fixed only when no affected
 * version of its package is left anywhere: a second major, a nested copy or a workspace keeps it `unchanged`.
 */
export function diffRescans(before: ScanReport, after: ScanReport): RescanOutcome {
  const was = Map.groupBy(everyFinding(before), keyOf);
  const is = Map.groupBy(everyFinding(after), keyOf);
  const gone = [...was].filter(([key]) => !is.has(key)).flatMap(([, findings]) => findings);
  const come = [...is].filter(([key]) => !was.has(key)).flatMap(([, findings]) => findings);
  const left = [...is].filter(([key]) => was.has(key)).flatMap(([, findings]) => findings);
  const diff: RescanDiff = {
    index_generation: after.index.digest,
    fixed: ordered(gone.map(entryOf)),
    introduced: ordered(come.map(entryOf)),
    unchanged: ordered(left.map(entryOf)),
    not_checked: after.incomplete.map((item) => ({
      what: item.subject ?? item.file ?? item.kind,
      reason: item.message,
    })),
  };
  const inconclusive = whyInconclusive(before, after);
  return inconclusive === undefined ? { diff } : { diff, inconclusive };
}

function whyInconclusive(before: ScanReport, after: ScanReport): string | undefined {
  if (before.index.digest !== after.index.digest) return 'the advisory index changed between the two rescans';
  const lost = lostFiles(before, after);
  if (lost.length > 0) return `${lost.join(', ')} could be read before and cannot be read now`;
  const known = new Set(before.incomplete.map(({ code, file, subject }) => `${code} ${file} ${subject}`));
  const fresh = after.incomplete.find(({ code, file, subject }) => !known.has(`${code} ${file} ${subject}`));
  return fresh === undefined ? undefined : `after the change something could not be checked: ${fresh.message}`;
}

/** Targets that are still there after the change, in the words of the rescan. */
export function remainingTargets(diff: RescanDiff, targets: readonly RemedyTarget[]): readonly RemedyTarget[] {
  const left = new Set(diff.unchanged.map(({ alias_group, purl }) => `${alias_group}\u0000${withoutVersion(purl)}`));
  return targets.filter(({ group_id, purl }) => left.has(`${group_id}\u0000${withoutVersion(purl)}`));
}

/** Targets that the scan before never showed: a plan that names one is about something else. */
export function unknownTargets(diff: RescanDiff, targets: readonly RemedyTarget[]): readonly RemedyTarget[] {
  const seen = new Set(
    [...diff.unchanged, ...diff.fixed].map(({ alias_group, purl }) => `${alias_group}\u0000${withoutVersion(purl)}`),
  );
  return targets.filter(({ group_id, purl }) => !seen.has(`${group_id}\u0000${withoutVersion(purl)}`));
}

/** A package URL without version, qualifiers and subpath. */
export function withoutVersion(purl: string): string {
  const end = purl.search(/[?#]/);
  const plain = end < 0 ? purl : purl.slice(0, end);
  const at = plain.lastIndexOf('@');
  return at > plain.lastIndexOf('/') ? plain.slice(0, at) : plain;
}
