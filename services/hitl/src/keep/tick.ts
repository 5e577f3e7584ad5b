import { newId } from '@maximus/kernel';
import { type DecisionDocument, type DecisionRow, decisions, priorityNames, type Tx } from '@maximus/storage';
import { nextTimeOf, scheduleTick } from '../decide/schedule.ts';
import { isOpen } from '../decide/state.ts';
import { tell } from '../decide/tell.ts';
import type { Cause, Parts } from '../parts.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { release } from './release.ts';
import { wake } from './snooze.ts';

const mostSteps = 4;

/**
 * Does what is due of one decision, step by step, each in its own transaction: release, marks of its clock, end of its
 * sleep. Run late or twice it does the same, because each step looks at what is stored.
 */
export async function tick(parts: Parts, decisionUuid: string): Promise<void> {
  for (let step = 0; step < mostSteps; step += 1) {
    const isMore = await parts.database.transaction((tx) => tickOnce(tx, parts, decisionUuid));
    if (!isMore) return;
  }
}

async function tickOnce(tx: Tx, parts: Parts, decisionUuid: string): Promise<boolean> {
  const row = await decisions.find(tx, decisionUuid);
  const nowMs = parts.clock.now();
  const next = row === undefined ? undefined : nextTimeOf(row);
  if (row === undefined || next === undefined) return false;
  if (next.getTime() > nowMs) {
    await scheduleTick(tx, parts, row);
    return false;
  }
  const cause: Cause = { id: newId('evt', parts.clock) };
  const isPast = (time: Date | null) => time !== null && time.getTime() <= nowMs;
  if (row.effect === 'held' && isPast(row.effect_at)) {
    await release(tx, parts, row, cause);
    return true;
  }
  if (row.snoozed && isPast(row.snooze_until)) {
    await wake(tx, parts, row, { by: 'hitl', reason: 'its time has come', cause });
    return true;
  }
  if (isOpen(row.status)) {
    const level = isPast(row.sla_breach_at) ? 2 : 1;
    await markClock(tx, parts, row, level, cause);
    return true;
  }
  return false;
}

async function markClock(tx: Tx, parts: Parts, row: DecisionRow, level: 1 | 2, cause: Cause): Promise<void> {
  const document = row.document as unknown as DecisionDocument;
  const { policy } = await loadPolicy(tx, { id: document.project_id, team: document.team });
  const escalates = level === 2 && policy.sla.escalate_on_breach && row.status === 'pending';
  const reason = level === 2 ? 'nobody decided in time' : 'four fifths of the time are over';
  const saved = await decisions.save(
    tx,
    row,
    { sla_told: level, ...(escalates && { status: 'escalated', requires_escalation: true }) },
    { actor: 'policy', reason, atMs: parts.clock.now(), correlationId: row.correlation_id },
  );
  if (saved === undefined) return;
  const step = level === 2 ? 'sla_breached' : 'sla_at_risk';
  await tell(tx, parts, { step, row: saved, previous: row.status, by: 'hitl', cause, reason });
  if (escalates)
    await tell(tx, parts, { step: 'escalated', row: saved, previous: row.status, by: 'hitl', cause, reason });
  if (level === 2) parts.metrics.sla_breaches_total.inc({ priority: priorityNames[row.priority] ?? 'low' });
  await scheduleTick(tx, parts, saved);
}
