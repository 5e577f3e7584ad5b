import type { DecisionState } from '@maximus/contracts';
import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;

/** Decisions, their comments and the rules they are taken by; see migrations 0050 and 0053. */
export interface ReviewTables {
  decision: {
    id: string;
    subject_kind: string;
    subject_id: string;
    patch_id: string | null;
    project_key: number;
    subject_digest: string;
    status: DecisionState;
    /** 0 for critical to 3 for low. */
    priority: number;
    urgency: number;
    severity: string;
    required: number;
    votes: Json<readonly Record<string, unknown>[]>;
    effect: string;
    effect_at: Date | null;
    decided_by: string | null;
    decided_via: string | null;
    decided_at: Date | null;
    comment: string | null;
    reason: string | null;
    requires_escalation: boolean;
    sla_target_seconds: number;
    sla_at_risk_at: Date;
    sla_breach_at: Date;
    sla_told: number;
    sla_left_seconds: number | null;
    paused_seconds: number;
    snoozed: boolean;
    snoozed_at: Date | null;
    snooze_until: Date | null;
    snooze_condition: string | null;
    snoozed_by: string | null;
    snooze_base: Json<Record<string, unknown> | null>;
    assignee: string | null;
    author: string;
    policy_ref: string;
    is_sampled: boolean;
    is_break_glass: boolean;
    bulk_id: string | null;
    document: Json<Record<string, unknown>>;
    previous: Json<Record<string, unknown> | null>;
    undone_count: number;
    words: ColumnType<string, string, string>;
    correlation_id: string;
    version: number;
    created_at: Date;
    updated_at: Date;
  };
  decision_history: {
    decision_id: string;
    version: number;
    from_status: DecisionState | null;
    to_status: DecisionState;
    at: Date;
    actor: string;
    by_whom: string | null;
    reason: string;
    correlation_id: string;
  };
  decision_comment: {
    id: string;
    decision_id: string;
    user_id: string;
    user_name: string;
    comment: string;
    created_at: Date;
    edited_at: Date | null;
  };
  decision_attachment: {
    decision_id: string;
    place: number;
    digest: Buffer;
    user_id: string;
    user_name: string;
    caption: string | null;
    created_at: Date;
  };
  decision_bulk: {
    id: string;
    action: string;
    by_whom: string;
    undo_until: Date | null;
    created_at: Date;
  };
  review_policy: {
    policy_id: string;
    scope_kind: string;
    scope_id: string | null;
    version: Generated<number>;
    policy: Json<Record<string, unknown>>;
    updated_by: string;
    updated_at: Date;
  };
}
