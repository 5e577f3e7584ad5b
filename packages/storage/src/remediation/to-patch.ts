import type { Patch, PatchSummary, PatchTimings } from '@maximus/contracts';
import type { Selectable } from 'kysely';
import { wireId } from '../estate/index.ts';
import type { RemediationTables } from './tables.ts';

/** A patch as it is stored, with what its project is called. */
export type PatchRow = Selectable<RemediationTables['patch']> & {
  readonly project_uuid: string;
  readonly project_slug: string;
};

/** What of a patch is kept as one document: nothing is searched by it. */
export type PatchContent = Pick<
  Patch,
  'edits' | 'package_changes' | 'files_modified' | 'attempts' | 'breaking_change_report' | 'llm'
>;

const priorities = ['low', 'medium', 'high', 'critical'] as const;

/** The line of a list. */
export function toPatchSummary(row: PatchRow): PatchSummary {
  return {
    id: wireId('pch', row.id),
    code: row.code,
    project_id: wireId('prj', row.project_uuid),
    project: row.project_slug,
    apv_ids: row.apv_ids.map((id) => wireId('apv', id)),
    primary_ids: row.primary_ids,
    cve_ids: row.cve_ids,
    package: row.package,
    ...present('from', row.from_version),
    ...present('to', row.to_version),
    rung: row.rung as Patch['rung'],
    strategy: row.strategy as Patch['strategy'],
    kind: row.kind as Patch['kind'],
    status: row.status,
    ...present('status_reason', row.status_reason),
    severity: row.severity as Patch['severity'],
    priority: priorities[row.priority] ?? 'medium',
    ...present('verdict', row.verdict as Patch['verdict'] | null),
    ...present('confidence_score', row.confidence === null ? null : Math.round(row.confidence * 1_000) / 1_000),
    patch_size_lines: row.patch_size_lines,
    ...present('pr_url', row.pr_url),
    timings: timingsOf(row),
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

/** Everything of a patch but its history, which is what events carry. */
export function toPatch(row: PatchRow): Omit<Patch, 'history'> {
  const { edits, package_changes, files_modified, attempts, breaking_change_report, llm } =
    row.content as unknown as PatchContent;
  return {
    ...toPatchSummary(row),
    finding_ids: row.finding_ids.map((id) => wireId('fnd', id)),
    ...present('snapshot_id', row.snapshot_id === null ? null : wireId('snp', row.snapshot_id)),
    ...present('group_key', row.group_key),
    ...present('campaign_id', row.campaign_id),
    ...present('previous_patch_id', row.previous_patch_id === null ? null : wireId('pch', row.previous_patch_id)),
    author: row.author,
    base_commit: row.base_commit,
    ...present('base_ref', row.base_ref),
    lock_file: row.lock_file,
    package_manager: row.package_manager,
    edits,
    ...present('diff_digest', row.diff_digest),
    package_changes,
    files_modified,
    patch_size_bytes: row.patch_size_bytes,
    ...(breaking_change_report && { breaking_change_report }),
    attempts,
    digest: row.digest,
    ...present('evidence_id', row.evidence_id === null ? null : wireId('evd', row.evidence_id)),
    ...present('evidence_digest', row.evidence_digest),
    ...(llm && { llm }),
    ...present('branch_name', row.branch_name),
    ...present('commit_sha', row.commit_sha),
    ...present('merge_commit', row.merge_commit),
    ...present('pr_number', row.pr_number),
    ...present('delivery_id', row.delivery_id === null ? null : wireId('dlv', row.delivery_id)),
    ...present('decision_id', row.decision_id),
    correlation_id: row.correlation_id,
  };
}

function timingsOf(row: PatchRow): PatchTimings {
  const at = (name: Exclude<keyof PatchTimings, 'time_to_patch_seconds'>, time: Date | null) =>
    present(name, time?.toISOString() ?? null);
  return {
    planned: row.planned_at.toISOString(),
    ...at('generated', row.generated_at),
    ...at('validated', row.validated_at),
    ...at('decided', row.decided_at),
    ...at('delivered', row.delivered_at),
    ...at('merged', row.merged_at),
    ...at('verified', row.verified_at),
    ...(row.validated_at !== null && {
      time_to_patch_seconds: Math.max(0, (row.validated_at.getTime() - row.planned_at.getTime()) / 1_000),
    }),
  };
}

function present<const K extends string, T>(name: K, value: T | null | undefined): { [key in K]?: T } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [key in K]?: T };
}
