import type { PendingPatch } from '@maximus/contracts';
import { type DecisionDocument, type DecisionRow, toDecision } from '@maximus/storage';

/** A decision as one row of the queue. */
export function toPendingPatch(row: DecisionRow, nowMs: number): PendingPatch {
  const record = toDecision(row, nowMs);
  const { patch_code } = row.document as unknown as DecisionDocument;
  const { patch_metadata: metadata, ml_prediction, wargaming_result } = record;
  return {
    decision_id: record.decision_id,
    // An acceptance has no patch; its own id stands there, so that a row always has one.
    patch_id: record.patch_id ?? record.subject.id,
    patch_code,
    ...(metadata.apv_id !== undefined && { apv_id: metadata.apv_id }),
    ...(metadata.cve_id !== undefined && { cve_id: metadata.cve_id }),
    severity: metadata.severity,
    priority: record.priority,
    ...(ml_prediction && { ml_confidence: ml_prediction.confidence, ml_prediction: ml_prediction.prediction }),
    wargaming_passed: wargaming_result?.validation_passed ?? null,
    ...(wargaming_result && { verdict: wargaming_result.verdict, confidence: wargaming_result.confidence }),
    package: metadata.package_name,
    ...(metadata.current_version !== undefined && { from: metadata.current_version }),
    ...(metadata.target_version !== undefined && { to: metadata.target_version }),
    rung: metadata.rung,
    project_id: record.project_id,
    project: record.project,
    created_at: record.created_at,
    age_seconds: Math.max(0, (nowMs - row.created_at.getTime()) / 1_000),
    sla: record.sla,
    required_approvals: record.required_approvals,
    approvals: record.votes.filter(({ vote }) => vote === 'approve').length,
    ...(record.assignee !== undefined && { assignee: record.assignee }),
    due_at: record.sla.breach_at,
    why_now: record.why_now,
    decision: record.decision,
    subject_digest: record.subject_digest,
    snoozed: row.snoozed,
    version: record.version,
  };
}
