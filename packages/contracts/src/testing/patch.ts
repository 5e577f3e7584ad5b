import type { PatchInEvent } from '../events/index.ts';

/** A patch as events carry it, checked by nobody yet; pass what a test is about. */
export function patchInEvent(fields: Partial<Record<keyof PatchInEvent, unknown>> = {}): PatchInEvent {
  const at = '2026-01-01T00:00:00.000Z';
  const digest = 'a'.repeat(64);
  return {
    id: 'pch_00000000000000000000000001',
    code: 'PCH-20260101-001',
    project_id: 'prj_00000000000000000000000001',
    project: 'shop',
    apv_ids: ['apv_00000000000000000000000001'],
    primary_ids: ['CVE-2026-1'],
    cve_ids: ['CVE-2026-1'],
    package: 'pkg:npm/left',
    from: '1.0.0',
    to: '1.0.1',
    rung: 'lock-bump',
    strategy: 'dependency_upgrade',
    kind: 'remedy',
    status: 'validated',
    severity: 'high',
    priority: 'high',
    verdict: 'fixed',
    confidence_score: 0.9,
    patch_size_lines: 8,
    timings: { planned: at },
    version: 1,
    created_at: at,
    updated_at: at,
    finding_ids: ['fnd_00000000000000000000000001'],
    author: 'system:eureka',
    base_commit: 'b'.repeat(40),
    lock_file: 'package-lock.json',
    package_manager: 'npm',
    edits: [{ file: 'package-lock.json', kind: 'lock', before_digest: digest, after_digest: digest }],
    diff_digest: digest,
    package_changes: [],
    files_modified: ['package-lock.json'],
    patch_size_bytes: 300,
    attempts: [],
    digest,
    evidence_id: 'evd_00000000000000000000000001',
    evidence_digest: digest,
    correlation_id: 'c',
    ...fields,
  } as PatchInEvent;
}
