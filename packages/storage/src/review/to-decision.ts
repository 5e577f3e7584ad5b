import type {
  CommentRecord,
  DecisionRecord,
  MlPrediction,
  PatchMetadata,
  PolicyReason,
  Vote,
  WargamingResult,
} from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import type { Selectable } from 'kysely';
import { wireId } from '../estate/index.ts';
import type { ReviewTables } from './tables.ts';

/** A decision as it is stored. */
export type DecisionRow = Selectable<ReviewTables['decision']>;

/** What of a decision is copied when it opens and never changes after. */
export interface DecisionDocument {
  readonly project_id: DecisionRecord['project_id'];
  readonly project: string;
  readonly team: string | null;
  readonly apv_ids: DecisionRecord['apv_ids'];
  readonly patch_code: string;
  readonly patch_metadata: PatchMetadata;
  readonly ml_prediction?: MlPrediction;
  readonly wargaming_result?: WargamingResult;
  readonly why_now: string;
  readonly eligible: boolean;
  readonly eligibility: readonly PolicyReason[];
  /** Of an acceptance: what is written when it takes effect. */
  readonly acceptance?: Readonly<Record<string, unknown>>;
}

/** Names of priorities by their rank. */
export const priorityNames = ['critical', 'high', 'medium', 'low'] as const;

/** A stored decision in its wire form, at a time. */
export function toDecision(row: DecisionRow, nowMs: number): DecisionRecord {
  const document = row.document as unknown as DecisionDocument;
  const { ml_prediction, wargaming_result } = document;
  const agreement =
    ml_prediction === undefined || wargaming_result === undefined
      ? undefined
      : ml_prediction.prediction === wargaming_result.validation_passed;
  return {
    decision_id: wireId('dec', row.id),
    subject: { kind: row.subject_kind as DecisionRecord['subject']['kind'], id: row.subject_id },
    ...(row.patch_id !== null && { patch_id: wireId('pch', row.patch_id) }),
    apv_ids: document.apv_ids,
    project_id: document.project_id,
    project: document.project,
    subject_digest: row.subject_digest,
    patch_metadata: document.patch_metadata,
    ...(ml_prediction && { ml_prediction }),
    ...(wargaming_result && { wargaming_result }),
    decision: row.status,
    priority: priorityNames[row.priority] ?? 'low',
    required_approvals: row.required,
    votes: row.votes as unknown as Vote[],
    effect: row.effect as DecisionRecord['effect'],
    ...present('effect_at', row.effect_at?.toISOString()),
    ...present('decided_by', row.decided_by),
    ...present('decided_at', row.decided_at?.toISOString()),
    ...present('comment', row.comment),
    ...present('reason', row.reason),
    requires_escalation: row.requires_escalation,
    auto_approval_eligible: document.eligible,
    eligibility_reasons: document.eligibility.filter(({ holds }) => !holds).map(({ code }) => code),
    ...present('ml_wargaming_agreement', agreement),
    sla: slaOf(row, nowMs),
    ...(row.snoozed && {
      snooze: {
        ...present('until', row.snooze_until?.toISOString()),
        ...present('condition', row.snooze_condition),
        by: row.snoozed_by ?? '',
      },
    }),
    ...present('assignee', row.assignee),
    viewers: [],
    author: row.author,
    why_now: document.why_now,
    correlation_id: row.correlation_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
  };
}

/** The clock of the first decision; it stands still once decided and while it is paused. */
export function slaOf(row: DecisionRow, nowMs: number): DecisionRecord['sla'] {
  const atMs = row.decided_at?.getTime() ?? nowMs;
  const isPaused = row.sla_left_seconds !== null;
  const breachAtMs = isPaused ? atMs + (row.sla_left_seconds ?? 0) * 1_000 : row.sla_breach_at.getTime();
  const isBreached = row.sla_told === 2 || (!isPaused && atMs >= breachAtMs);
  const isAtRisk = row.sla_told === 1 || (!isPaused && atMs >= row.sla_at_risk_at.getTime());
  return {
    target_seconds: row.sla_target_seconds,
    breach_at: new Date(breachAtMs).toISOString(),
    status: isBreached ? 'breached' : isAtRisk ? 'at_risk' : 'ok',
    paused: isPaused,
  };
}

/** A stored comment in its wire form. */
export function toComment(row: Selectable<ReviewTables['decision_comment']>): CommentRecord {
  return {
    comment_id: formatId('log', row.id).replace(/^log_/, 'cmt_'),
    decision_id: wireId('dec', row.decision_id),
    user: row.user_name,
    comment: row.comment,
    created_at: row.created_at.toISOString(),
    ...present('edited_at', row.edited_at?.toISOString()),
  };
}

function present<const K extends string, T>(name: K, value: T | null | undefined): { [key in K]?: T } {
  return (value === null || value === undefined ? {} : { [name]: value }) as { [key in K]?: T };
}
