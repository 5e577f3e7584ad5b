import { isSample } from '@maximus/advisories';
import type { CheckState, Project } from '@maximus/contracts';
import { parseDuration } from '@maximus/kernel';
import { findingCountsOf, type ProjectRow, snapshotIdsOf, sourceOf, type Writer, wireId } from '@maximus/storage';
import type { Parts } from '../parts.ts';
import { checkStateAt } from '../rules/check-state.ts';
import { isStale } from '../scans/scan-end.ts';

/** Projects in their wire form, with what is derived at this moment: check state, counts, snapshot. */
export async function toProjects(db: Writer, parts: Parts, rows: readonly ProjectRow[]): Promise<readonly Project[]> {
  const counts = await findingCountsOf(
    db,
    rows.map(({ key }) => key),
  );
  const snapshots = await snapshotIdsOf(
    db,
    rows.flatMap(({ snapshot_key }) => snapshot_key ?? []),
  );
  using lease = parts.index.tryLease();
  const isIndexStale = lease === undefined || isStale(parts, lease.live);
  const isSampleIndex = lease !== undefined && isSample(lease.live.index.manifest);
  return rows.map((row) => {
    const snapshot = row.snapshot_key === null ? undefined : snapshots.get(row.snapshot_key);
    return toProject(parts, row, counts.get(row.key) ?? {}, snapshot, { isIndexStale, isSampleIndex });
  });
}

function toProject(
  parts: Parts,
  row: ProjectRow,
  counts: Readonly<Record<string, number>>,
  snapshot: string | undefined,
  { isIndexStale, isSampleIndex }: { readonly isIndexStale: boolean; readonly isSampleIndex: boolean },
): Project {
  const periodMs = (row.scan_period_seconds ?? 0) * 1000 || (parseDuration(parts.config.scan.period) ?? 3_600_000);
  const check = checkStateAt({
    stored: row.check_state as CheckState,
    checkedAtMs: row.checked_at?.getTime(),
    periodMs,
    isIndexStale,
    isBeyondIndex: isSampleIndex && row.labels['example'] !== 'true',
    nowMs: parts.clock.now(),
  });
  return {
    id: wireId('prj', row.id),
    name: row.name,
    slug: row.slug,
    source: sourceOf(row),
    ...(row.default_branch !== null && { default_branch: row.default_branch }),
    ...(row.team !== null && { team: row.team }),
    labels: row.labels,
    services: row.services,
    exposure: row.exposure as Project['exposure'],
    criticality: row.criticality as Project['criticality'],
    ...(row.scan_period_seconds !== null && { scan_period_seconds: row.scan_period_seconds }),
    ...(row.policy_id !== null && { policy_id: row.policy_id }),
    archived: row.archived,
    ...(snapshot !== undefined && { last_snapshot_id: wireId('snp', snapshot) }),
    ...(row.last_scan_at !== null && { last_scan_at: row.last_scan_at.toISOString() }),
    ...(row.next_scan_at !== null && { next_scan_at: row.next_scan_at.toISOString() }),
    check_state: check.state,
    ...(check.reason !== undefined && { check_reason: check.reason }),
    component_count: row.component_count,
    finding_counts: counts,
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
