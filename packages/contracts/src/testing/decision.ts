import type { DecisionRecord } from '../review/index.ts';

/** A decision that waits for one person, checked by nobody yet; pass what a test is about. */
export function decisionRecord(fields: Partial<Record<keyof DecisionRecord, unknown>> = {}): DecisionRecord {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    decision_id: 'dec_00000000000000000000000001',
    subject: { kind: 'patch', id: 'pch_00000000000000000000000001' },
    patch_id: 'pch_00000000000000000000000001',
    apv_ids: ['apv_00000000000000000000000001'],
    project_id: 'prj_00000000000000000000000001',
    project: 'shop',
    subject_digest: 'c'.repeat(64),
    patch_metadata: {
      apv_id: 'apv_00000000000000000000000001',
      package_name: 'left',
      severity: 'high',
      cwe_ids: [],
      affected_systems: [],
      patch_size_lines: 8,
      strategy: 'dependency_upgrade',
      rung: 'lock-bump',
      breaking: false,
    },
    decision: 'pending',
    priority: 'high',
    required_approvals: 1,
    votes: [],
    effect: 'none',
    requires_escalation: false,
    auto_approval_eligible: false,
    eligibility_reasons: [],
    sla: { target_seconds: 600, breach_at: at, status: 'ok', paused: false },
    viewers: [],
    author: 'system:eureka',
    why_now: 'high priority',
    correlation_id: 'c',
    created_at: at,
    updated_at: at,
    version: 1,
    ...fields,
  } as DecisionRecord;
}
