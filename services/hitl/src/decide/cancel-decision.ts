import { type DecisionRow, decisions, type Tx } from '@maximus/storage';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { conflictWith } from './refusals.ts';
import { tell } from './tell.ts';

/** Cancels a decision that waits or is held; the patch is the caller's. Throws `hitl.version_conflict`. */
export async function cancelDecision(
  tx: Tx,
  parts: Parts,
  row: DecisionRow,
  { by, reason, cause }: { readonly by: Person | 'hitl'; readonly reason: string; readonly cause: Cause },
): Promise<DecisionRow> {
  const nowMs = parts.clock.now();
  const person = by === 'hitl' ? undefined : by;
  const saved = await decisions.save(
    tx,
    row,
    {
      status: 'cancelled',
      effect: 'none',
      effect_at: null,
      previous: null,
      snoozed: false,
      snooze_until: null,
      snooze_condition: null,
      reason: reason.slice(0, 500),
    },
    {
      actor: person === undefined ? 'hitl' : 'operator',
      byWhom: person?.id ?? null,
      reason,
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'it was changed at the same time');
  await tell(tx, parts, { step: 'cancelled', row: saved, previous: row.status, by, cause, reason });
  return saved;
}
