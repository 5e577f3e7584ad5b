import { formatId, unwrap } from '@maximus/kernel';
import { type DecisionRow, decisions, patches, type Tx, toDecision } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { conflictWith } from './refusals.ts';
import { scheduleTick } from './schedule.ts';
import { recallState } from './state.ts';
import { tell } from './tell.ts';

/**
 * Takes a decision back while it is held (hitl.md §4): state, votes, clock and assignee become exactly what they were, and
 * nothing of the record of what happened is removed. Only the decider or an admin: `hitl.not_allowed`. Afterwards
 * `hitl.undo_window_closed`.
 */
export async function undoDecision(
  parts: Parts,
  person: Person,
  decisionId: string,
  cause: Cause,
): Promise<DecisionRow> {
  const undone = await parts.database.transaction(async (tx) => {
    const row = await decisions.find(tx, decisionId);
    if (row === undefined) throw errors.decision_not_found(`there is no decision ${decisionId}`);
    const nowMs = parts.clock.now();
    if (row.effect !== 'held' || row.effect_at === null || row.effect_at.getTime() <= nowMs)
      throw errors.undo_window_closed('nothing is held', { current: toDecision(row, nowMs) });
    if (row.decided_by !== person.id && !person.isAdmin)
      throw errors.not_allowed('only the one who decided, or an admin, takes it back');
    return await takeBack(tx, parts, row, { by: person, reason: `taken back by ${person.name}`.slice(0, 200), cause });
  });
  parts.metrics.decision_undos_total.inc();
  return undone;
}

/** Brings a held decision back to what it was before; the patch waits again. Throws `hitl.version_conflict`. */
export async function takeBack(
  tx: Tx,
  parts: Parts,
  row: DecisionRow,
  { by, reason, cause }: { readonly by: Person | 'hitl'; readonly reason: string; readonly cause: Cause },
): Promise<DecisionRow> {
  const nowMs = parts.clock.now();
  const saved = await decisions.save(
    tx,
    row,
    { ...recallState(row.previous ?? {}), effect: 'undone', previous: null, undone_count: row.undone_count + 1 },
    {
      actor: by === 'hitl' ? 'hitl' : 'reviewer',
      byWhom: by === 'hitl' ? null : by.id,
      reason,
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'it was changed at the same time');
  if (saved.patch_id !== null) {
    unwrap(
      await patches.transition(tx, saved.patch_id, {
        to: 'pending_review',
        actor: 'hitl',
        byWhom: by === 'hitl' ? null : by.id,
        reason: `${formatId('dec', saved.id)}: ${reason}`,
        atMs: nowMs,
        correlationId: row.correlation_id,
        causationId: cause.id,
      }),
    );
  }
  await tell(tx, parts, {
    step: 'undone',
    row: saved,
    previous: row.status,
    by,
    cause,
    reason,
    from: { decision: row.status, votes: row.votes.length },
    to: { decision: saved.status, votes: saved.votes.length },
  });
  await scheduleTick(tx, parts, saved);
  return saved;
}
