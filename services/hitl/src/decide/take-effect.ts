import { formatId, unwrap } from '@maximus/kernel';
import { type DecisionRow, type DecisionSet, decisions, patches, type Tx } from '@maximus/storage';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { conflictWith } from './refusals.ts';
import { scheduleTick } from './schedule.ts';
import { rememberState } from './state.ts';
import { type Told, tell } from './tell.ts';

/** A decision that was reached. */
export interface Reached {
  readonly status: 'approved' | 'rejected' | 'auto_approved';
  readonly by: Person | { readonly policy: string };
  readonly windowSeconds: number;
  /** Further columns, such as the votes. */
  readonly set: DecisionSet;
  readonly reason: string;
  readonly detail?: Told['detail'];
  readonly cause: Cause;
}

/**
 * Writes a decision that is held until its window has passed: what it was is kept for an undo, the patch follows, and the
 * release is a job of the same transaction. Throws `hitl.version_conflict` when somebody else was first.
 */
export async function takeEffect(tx: Tx, parts: Parts, row: DecisionRow, reached: Reached): Promise<DecisionRow> {
  const nowMs = parts.clock.now();
  const { by, status, cause } = reached;
  const person = 'actor' in by ? by : undefined;
  const decidedBy = 'policy' in by ? `policy:${by.policy}` : by.id;
  const via = person?.via ?? 'policy';
  const pausedMs = row.sla_left_seconds === null || row.snoozed_at === null ? 0 : nowMs - row.snoozed_at.getTime();
  const wake: DecisionSet = row.snoozed
    ? {
        snoozed: false,
        snoozed_at: null,
        snooze_until: null,
        snooze_condition: null,
        snoozed_by: null,
        snooze_base: null,
        paused_seconds: row.paused_seconds + Math.max(0, pausedMs) / 1_000,
      }
    : {};
  const saved = await decisions.save(
    tx,
    row,
    {
      ...wake,
      ...reached.set,
      status,
      effect: 'held',
      effect_at: new Date(nowMs + reached.windowSeconds * 1_000),
      decided_by: decidedBy,
      decided_via: via,
      decided_at: new Date(nowMs),
      previous: rememberState(row),
    },
    {
      actor: person === undefined ? 'policy' : 'reviewer',
      byWhom: decidedBy,
      reason: reached.reason,
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'somebody else decided at the same time');
  if (saved.patch_id !== null) {
    unwrap(
      await patches.transition(tx, saved.patch_id, {
        to: status === 'rejected' ? 'rejected' : 'approved',
        actor: person === undefined ? 'policy' : 'hitl',
        byWhom: decidedBy,
        reason: `${formatId('dec', saved.id)}: ${reached.reason}`.slice(0, 500),
        atMs: nowMs,
        correlationId: row.correlation_id,
        causationId: cause.id,
      }),
    );
  }
  await tell(tx, parts, {
    step: 'decided',
    row: saved,
    previous: row.status,
    by,
    cause,
    reason: reached.reason,
    ...(reached.detail && { detail: reached.detail }),
  });
  await scheduleTick(tx, parts, saved);
  return saved;
}

/** Counts a decision once its transaction has ended. */
export function countOutcome(parts: Parts, row: DecisionRow): void {
  const decision = row.status;
  if (decision === 'pending' || decision === 'escalated') return;
  const via = (row.decided_via ?? 'system') as 'web';
  parts.metrics.decision_outcomes_total.inc({ decision, via });
  if (row.decided_at === null || decision === 'auto_approved' || decision === 'cancelled') return;
  const seconds = (row.decided_at.getTime() - row.created_at.getTime()) / 1_000 - row.paused_seconds;
  parts.metrics.decision_duration_seconds.observe(Math.max(0, seconds));
}
