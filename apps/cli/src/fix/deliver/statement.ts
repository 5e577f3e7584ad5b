import type { ReportFinding, RungAttempt, ScanReport } from '@maximus/contracts';
import type { PatchStatement, StatedVulnerability } from '@maximus/forge';
import { newId, newUuid } from '@maximus/kernel';
import type { PlannedRemedy } from '@maximus/remediation';
import type { CommandIo } from '../../terminal/io.ts';
import { nameOf } from '../plan/lock-planner.ts';
import type { JudgedChange } from '../prove/types.ts';

const shownNames = 2;

/** What commit and pull request say of a proven change: what the plan and the arena say, and nothing else. */
export function statementOf(
  { remedy, run }: JudgedChange,
  remedies: readonly PlannedRemedy[],
  report: ScanReport,
  prefix: string,
  io: CommandIo,
): PatchStatement {
  const { plan } = remedy;
  const names = [...new Set(plan.targets.map(({ purl }) => nameOf(purl)))];
  const findings = report.findings.filter((finding) =>
    plan.targets.some(({ group_id, purl }) => group_id === finding.group_id && purl === finding.package.purl),
  );
  const [first] = findings;
  return {
    patchId: newId('pch', io.clock),
    patchDigest: run.evidence.manifest.subject.patch_digest,
    correlationId: newUuid(io.clock),
    kind: 'dependencies',
    rung: plan.rung,
    ...moveOf(names, remedy),
    why: whyOf(findings, plan.lock_file),
    path: names.length === 1 ? (first?.occurrences[0]?.path ?? []) : [],
    vulnerabilities: findings.map(vulnerabilityOf),
    changes: plan.package_changes,
    attempts: attemptsOf(remedies),
    evidence: {
      digest: run.evidence.digest,
      verdict: run.verdict,
      sentence: run.reason,
      level: run.level,
      confidence: run.confidence,
      rescan: run.rescan,
      tests: run.tests,
      proof: run.proof,
    },
    files: plan.edits.map((edit) => ({ ...edit, file: prefix + edit.file })),
  };
}

/** One package by its versions, several by their names. */
function moveOf(
  names: readonly string[],
  { plan }: PlannedRemedy,
): Pick<PatchStatement, 'package' | 'from' | 'to' | 'subject'> {
  const [name = 'dependencies'] = names;
  if (names.length > 1) {
    const rest = names.length - shownNames;
    const shown = names.slice(0, shownNames).join(rest > 0 ? ', ' : ' and ');
    return { package: `${names.length} packages`, subject: `update ${shown}${rest > 0 ? ` and ${rest} more` : ''}` };
  }
  const change = plan.package_changes.find(({ purl_from }) => purl_from !== undefined && nameOf(purl_from) === name);
  const from = versionOf(change?.purl_from);
  const to = versionOf(change?.purl_to);
  return { package: name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function versionOf(purl: string | undefined): string | undefined {
  const at = purl?.lastIndexOf('@') ?? -1;
  return purl === undefined || at <= 0 ? undefined : decodeURIComponent(purl.slice(at + 1));
}

function whyOf(findings: readonly ReportFinding[], lockFile: string): string {
  const [first] = findings;
  if (first === undefined) return `${lockFile} holds versions with known vulnerabilities.`;
  const most = `${first.primary_id} in ${first.package.name} ${first.package.version ?? ''}`.trimEnd();
  const known = first.kev === undefined ? '' : ', which is known to be exploited';
  const count = findings.length === 1 ? `${lockFile} locks` : `Of ${findings.length} in ${lockFile} the most urgent is`;
  return findings.length === 1 ? `${count} ${most}${known}.` : `${count} ${most}${known}.`;
}

function vulnerabilityOf(finding: ReportFinding): StatedVulnerability {
  const [link] = finding.references;
  return {
    primaryId: finding.primary_id,
    ...(link === undefined ? {} : { link }),
    summary: finding.summary,
    severity: finding.severity,
    priority: finding.priority,
    ...(finding.due_at === undefined ? {} : { due: finding.due_at.slice(0, 10) }),
  };
}

/** Why each smaller rung was not taken, once for each package; what came after the taken one says nothing. */
function attemptsOf(remedies: readonly PlannedRemedy[]): readonly RungAttempt[] {
  return remedies.flatMap(({ plan }) => plan.attempts.filter(({ why_not }) => why_not !== 'superseded'));
}
