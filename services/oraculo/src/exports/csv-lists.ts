import type { ApvSummary, FindingSummary } from '@maximus/contracts';
import { csvLine } from '@maximus/reports';
import type { Texts } from './list-document.ts';

type Cell = string | number | boolean | undefined;

const findingColumns: Readonly<Record<string, (finding: FindingSummary) => Cell>> = {
  id: (finding) => finding.id,
  project: (finding) => finding.project_slug,
  primary_id: (finding) => finding.primary_id,
  apv: (finding) => finding.apv_code,
  kind: (finding) => finding.kind,
  ecosystem: (finding) => finding.ecosystem,
  package: (finding) => finding.package,
  version: (finding) => finding.locked_version,
  fixed_version: (finding) => finding.fixed_version,
  status: (finding) => finding.status,
  resolution: (finding) => finding.resolution,
  severity: (finding) => finding.severity,
  cvss: (finding) => finding.cvss_score,
  epss: (finding) => finding.epss_probability,
  kev: (finding) => finding.in_kev,
  priority: (finding) => finding.priority,
  priority_score: (finding) => finding.priority_score,
  due_at: (finding) => finding.due_at,
  scope: (finding) => finding.scope,
  direct: (finding) => finding.direct,
  confidence: (finding) => finding.confidence,
  reachability: (finding) => finding.reachability,
  first_seen_at: (finding) => finding.first_seen_at,
  last_seen_at: (finding) => finding.last_seen_at,
  status_changed_at: (finding) => finding.status_changed_at,
  resolved_at: (finding) => finding.resolved_at,
};

const apvColumns: Readonly<Record<string, (apv: ApvSummary) => Cell>> = {
  id: (apv) => apv.id,
  code: (apv) => apv.code,
  primary_id: (apv) => apv.primary_id,
  aliases: (apv) => apv.aliases.join(' '),
  kind: (apv) => apv.kind,
  status: (apv) => apv.status,
  severity: (apv) => apv.severity,
  cvss: (apv) => apv.cvss?.base_score,
  epss: (apv) => apv.epss?.probability,
  kev: (apv) => apv.kev !== undefined,
  priority: (apv) => apv.priority,
  priority_score: (apv) => apv.priority_score,
  due_at: (apv) => apv.due_at,
  packages: (apv) => apv.affected_packages.map(({ ecosystem, name }) => `${ecosystem}:${name}`).join(' '),
  projects: (apv) => apv.affected_project_count,
  services: (apv) => apv.affected_service_count,
  complexity: (apv) => apv.remediation_complexity,
  strategy: (apv) => apv.recommended_strategy,
  check_state: (apv) => apv.check_state,
  published: (apv) => apv.published,
  modified: (apv) => apv.modified,
  first_detected_at: (apv) => apv.first_detected_at,
  summary: (apv) => apv.summary,
};

/** Findings as CSV with a header. */
export function findingsCsv(findings: AsyncIterable<FindingSummary>): Texts {
  return table(findingColumns, findings);
}

/** APVs as CSV with a header. */
export function apvsCsv(apvs: AsyncIterable<ApvSummary>): Texts {
  return table(apvColumns, apvs);
}

async function* table<T>(columns: Readonly<Record<string, (row: T) => Cell>>, rows: AsyncIterable<T>): Texts {
  const cells = Object.values(columns);
  yield csvLine(Object.keys(columns));
  for await (const row of rows) yield csvLine(cells.map((read) => read(row)));
}
