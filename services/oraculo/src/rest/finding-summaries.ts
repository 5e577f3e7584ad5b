import type { FindingSummary } from '@maximus/contracts';
import { findingLines, scopeCodes, stateOfUse, type Writer, wireId } from '@maximus/storage';
import { wireDue } from '../apvs/apv-document.ts';
import { priorities, severityRanks } from '../rules/urgency.ts';

/** Findings in their wire form, in the order of their ids given; one statement. */
export async function findingSummaries(db: Writer, ids: readonly string[]): Promise<readonly FindingSummary[]> {
  if (ids.length === 0) return [];
  const rows = await findingLines(db, ids);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    if (row === undefined) return [];
    const due = wireDue(row.due_at);
    const isClosed = row.status === 'resolved' || row.status === 'retracted';
    const seen =
      isClosed || row.last_scan_at === null || row.last_scan_at < row.last_seen_at
        ? row.last_seen_at
        : row.last_scan_at;
    const summary: FindingSummary = {
      id: wireId('fnd', row.id),
      project_id: wireId('prj', row.project_id),
      project_slug: row.project_slug,
      component_id: wireId('cmp', row.component_id),
      alias_group_id: wireId('agr', row.group_id),
      apv_id: wireId('apv', row.apv_id),
      apv_code: row.code,
      primary_id: row.primary_id,
      kind: row.kind as FindingSummary['kind'],
      ecosystem: row.ecosystem,
      package: row.package,
      ...(row.locked_version !== null && { locked_version: row.locked_version }),
      ...(row.fixed_version !== null && { fixed_version: row.fixed_version }),
      status: row.status,
      ...(row.resolution !== null && { resolution: row.resolution as NonNullable<FindingSummary['resolution']> }),
      severity: severityRanks[row.severity_rank] ?? 'unknown',
      ...(row.cvss !== null && { cvss_score: row.cvss }),
      ...(row.epss !== null && { epss_probability: row.epss }),
      in_kev: row.in_kev,
      priority: priorities[row.priority] ?? 'medium',
      priority_score: Math.round(row.score * 10) / 10,
      ...(due !== undefined && { due_at: due }),
      scope: scopeCodes[row.scope] ?? 'unknown',
      direct: row.direct,
      confidence: (row.confidence ?? 'high') as FindingSummary['confidence'],
      reachability: stateOfUse(row.reachability),
      first_seen_at: row.first_seen_at.toISOString(),
      last_seen_at: seen.toISOString(),
      status_changed_at: row.status_changed_at.toISOString(),
      ...(row.resolved_at !== null && { resolved_at: row.resolved_at.toISOString() }),
      regressed_count: row.regressed_count,
      version: row.version,
    };
    return [summary];
  });
}
