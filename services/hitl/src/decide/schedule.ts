import type { DecisionRow, Tx } from '@maximus/storage';
import type { Parts } from '../parts.ts';

/** The job that looks after one decision: releases it, tells its clock, wakes it. */
export const tickJob = 'hitl.tick';
/** The job that looks for what was missed and for conditions that have come true. */
export const sweepJob = 'hitl.sweep';

/** Has the decision looked at when the next thing is due, durably and in the same transaction (hitl.md §4). */
export async function scheduleTick(tx: Tx, parts: Parts, row: DecisionRow): Promise<void> {
  const next = nextTimeOf(row);
  if (next === undefined) return;
  await parts.jobs.enqueue(tickJob, { decision_id: row.id }, { key: `${tickJob}:${row.id}`, runAt: next, tx });
}

/** When the next thing is due of a decision: its release, a mark of its clock, or the end of its sleep. */
export function nextTimeOf(row: DecisionRow): Date | undefined {
  const isWaiting = row.status === 'pending' || row.status === 'escalated';
  const isRunning = isWaiting && row.sla_left_seconds === null;
  const times = [
    ...(row.effect === 'held' ? [row.effect_at] : []),
    ...(isRunning && row.sla_told === 0 ? [row.sla_at_risk_at] : []),
    ...(isRunning && row.sla_told < 2 ? [row.sla_breach_at] : []),
    ...(row.snoozed ? [row.snooze_until] : []),
  ].filter((time) => time !== null);
  return times.sort((a, b) => a.getTime() - b.getTime())[0];
}
