import type { Scan } from '@maximus/contracts';
import { type ScanRow, wireId } from '@maximus/storage';
import { severityRanks } from '../rules/urgency.ts';

/** Every counter at nothing. */
export const noCounters = {
  packages_scanned: 0,
  vulnerabilities_fetched: 0,
  relevant_matches: 0,
  filtered: 0,
  apvs_generated: 0,
  published: 0,
  failed: 0,
  could_not_check: 0,
  new: 0,
  resolved: 0,
  severity_breakdown: { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 },
};
/** The counters of a scan. */
export type ScanCounters = typeof noCounters;

/** A stored scan in its wire form. `ids` are UUIDs of its project and snapshot. */
export function toScan(
  row: ScanRow,
  ids: { readonly project?: string | undefined; readonly snapshot?: string | undefined },
): Scan {
  const { started_at, finished_at } = row;
  const minSeverity = severityRanks[row.least_severity_rank ?? -1];
  return {
    scan_id: wireId('scn', row.id),
    ...(ids.project !== undefined && { project_id: wireId('prj', ids.project) }),
    trigger: row.trigger as Scan['trigger'],
    ...(minSeverity !== undefined && { min_severity: minSeverity }),
    state: row.state as Scan['state'],
    ...noCounters,
    ...row.counters,
    sources_used: row.sources_used,
    ...(row.scan_passed !== null && { scan_passed: row.scan_passed }),
    ...(row.generation !== null && { index_generation: row.generation }),
    ...(ids.snapshot !== undefined && { snapshot_id: wireId('snp', ids.snapshot) }),
    queued_at: row.queued_at.toISOString(),
    ...(started_at !== null && { started_at: started_at.toISOString() }),
    ...(finished_at !== null && { finished_at: finished_at.toISOString() }),
    ...(finished_at !== null && started_at !== null && { duration_ms: finished_at.getTime() - started_at.getTime() }),
    errors: row.errors as Scan['errors'],
  };
}
