import type { Incomplete, ReportFinding, ScanReport } from '@maximus/contracts';
import { csvLine } from '../../words/csv.ts';
import { placeWords } from '../../words/finding-words.ts';

const columns = [
  'row',
  'primary_id',
  'aliases',
  'kind',
  'severity',
  'priority',
  'cvss',
  'epss',
  'kev',
  'ecosystem',
  'package',
  'version',
  'fixed_version',
  'fixable_by',
  'scope',
  'direct',
  'places',
  'path',
  'confidence',
  'reachability',
  'due_at',
  'ignored',
  'summary',
] as const;

type Row = Partial<Record<(typeof columns)[number], string | number | boolean | undefined>>;

function lineOf(row: Row): string {
  return csvLine(columns.map((name) => row[name]));
}

function rowOf(finding: ReportFinding, ignored?: string): Row {
  const [first] = finding.occurrences;
  return {
    row: ignored === undefined ? 'finding' : 'ignored',
    primary_id: finding.primary_id,
    aliases: finding.ids.filter((id) => id !== finding.primary_id).join(' '),
    kind: finding.kind,
    severity: finding.severity,
    priority: finding.priority,
    cvss: finding.cvss?.base_score,
    epss: finding.epss?.probability,
    kev: finding.kev !== undefined,
    ecosystem: finding.package.ecosystem,
    package: finding.package.name,
    version: finding.package.version,
    fixed_version: finding.fixed_version,
    fixable_by: finding.fixable_by,
    scope: first?.scope,
    direct: finding.occurrences.some(({ direct }) => direct),
    places: finding.occurrences.map(placeWords).join('; '),
    path: first?.path.join(' > '),
    confidence: finding.confidence,
    reachability: finding.reachability.state,
    due_at: finding.due_at,
    ignored,
    summary: finding.summary,
  };
}

function uncheckedRow({ code, subject, file, line, message }: Incomplete): Row {
  return {
    row: 'could_not_check',
    primary_id: code,
    package: subject,
    ...(file !== undefined && { places: placeWords({ file, line }) }),
    summary: message,
  };
}

/** One line a finding; what is ignored and what could not be checked are lines too, so that none reads as clean. */
export function write(report: ScanReport): string {
  return [
    csvLine(columns),
    ...report.findings.map((finding) => lineOf(rowOf(finding))),
    ...report.ignored.map(({ finding, rule }) =>
      lineOf(rowOf(finding, `${rule.reason} (${rule.owner}, until ${rule.until})`)),
    ),
    ...report.incomplete.map((item) => lineOf(uncheckedRow(item))),
  ].join('');
}
