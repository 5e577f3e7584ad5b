import type { DecisionState } from '@maximus/contracts';
import type { DecisionRow, DecisionSet } from '@maximus/storage';

/** Whether people may still decide. */
export function isOpen(status: DecisionState): boolean {
  return status === 'pending' || status === 'escalated';
}

const remembered = [
  'status',
  'votes',
  'effect',
  'effect_at',
  'required',
  'decided_by',
  'decided_via',
  'decided_at',
  'comment',
  'reason',
  'requires_escalation',
  'sla_target_seconds',
  'sla_at_risk_at',
  'sla_breach_at',
  'sla_told',
  'sla_left_seconds',
  'paused_seconds',
  'snoozed',
  'snoozed_at',
  'snooze_until',
  'snooze_condition',
  'snoozed_by',
  'snooze_base',
  'assignee',
  'policy_ref',
  'is_break_glass',
  'bulk_id',
] as const satisfies readonly (keyof DecisionRow)[];

/** Everything of a decision that a vote may change, as it is now: what an undo brings back (hitl.md §4). */
export function rememberState(row: DecisionRow): Readonly<Record<string, unknown>> {
  return Object.fromEntries(remembered.map((name) => [name, row[name]]));
}

const times: ReadonlySet<string> = new Set([
  'effect_at',
  'decided_at',
  'sla_at_risk_at',
  'sla_breach_at',
  'snoozed_at',
  'snooze_until',
]);

/** The columns that bring a remembered state back. */
export function recallState(previous: Readonly<Record<string, unknown>>): DecisionSet {
  return Object.fromEntries(
    remembered.map((name) => {
      const value = previous[name];
      return [name, times.has(name) && typeof value === 'string' ? new Date(value) : (value ?? null)];
    }),
  ) as DecisionSet;
}
