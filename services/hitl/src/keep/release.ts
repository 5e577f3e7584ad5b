import type { Vote } from '@maximus/contracts';
import { type DecisionRow, decisions, patches, type Tx } from '@maximus/storage';
import { contentChanged } from '../decide/cast-vote.ts';
import { scheduleTick } from '../decide/schedule.ts';
import { tell } from '../decide/tell.ts';
import { takeBack } from '../decide/undo-decision.ts';
import type { Cause, Parts } from '../parts.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { freezeAt } from '../rules/auto-approval.ts';
import type { mayVote } from '../rules/may-vote.ts';
import { requiredApprovals } from '../rules/required-approvals.ts';
import { decisionSubject, type LoadedSubject } from '../subject/decision-subject.ts';
import { applyAcceptance } from './apply-acceptance.ts';

/**
 * Releases a held decision whose window has passed (hitl.md §4): content and rules are looked at once more. One conditional
 * update per release, so that it happens exactly once whoever runs it, and however often.
 */
export async function release(tx: Tx, parts: Parts, row: DecisionRow, cause: Cause): Promise<void> {
  if (row.patch_id !== null) await patches.lock(tx, row.patch_id);
  const subject = await decisionSubject(tx, row);
  if (subject.digest !== row.subject_digest) {
    await contentMoved(tx, parts, row, cause);
    return;
  }
  const nowMs = parts.clock.now();
  const { policy } = await loadPolicy(tx, { id: subject.facts.projectId, team: subject.team });
  const freeze = row.status === 'rejected' ? undefined : freezeAt(policy.freeze_windows, nowMs);
  if (freeze !== undefined) {
    await hold(tx, parts, row, new Date(freeze.to), `frozen: ${freeze.name}`, cause);
    return;
  }
  if (row.status === 'approved' && !row.is_break_glass && !stillHolds(row, subject, policy)) {
    await takeBack(tx, parts, row, { by: 'hitl', reason: 'the rules have become stricter meanwhile', cause });
    return;
  }
  const saved = await decisions.save(
    tx,
    row,
    { effect: 'released', previous: null },
    {
      actor: 'hitl',
      reason: 'its undo window has passed',
      atMs: nowMs,
      correlationId: row.correlation_id,
    },
  );
  if (saved === undefined) return;
  if (saved.status !== 'rejected') await applyAcceptance(tx, parts, saved);
  await tell(tx, parts, { step: 'released', row: saved, previous: row.status, by: 'hitl', cause });
}

/** Nobody who may not vote by now counts, and as many must be left as the rules ask for now. */
function stillHolds(row: DecisionRow, subject: LoadedSubject, policy: Parameters<typeof mayVote>[0]): boolean {
  const votes = row.votes as unknown as readonly Vote[];
  const people = new Set(votes.filter(({ vote }) => vote === 'approve').map(({ user_id }) => user_id));
  people.delete(subject.facts.author);
  return people.size >= requiredApprovals(policy, subject.facts);
}

async function contentMoved(tx: Tx, parts: Parts, row: DecisionRow, cause: Cause): Promise<void> {
  // The patch waits for people again where it still stands; what ended otherwise has ended.
  if (row.patch_id !== null) {
    const patch = await patches.find(tx, row.patch_id);
    if (patch?.status === 'approved' || patch?.status === 'rejected')
      await patches.transition(tx, row.patch_id, {
        to: 'pending_review',
        actor: 'hitl',
        reason: 'its content has changed since the decision',
        atMs: parts.clock.now(),
        correlationId: row.correlation_id,
        causationId: cause.id,
      });
  }
  await contentChanged(tx, parts, row, cause);
}

async function hold(tx: Tx, parts: Parts, row: DecisionRow, until: Date, reason: string, cause: Cause): Promise<void> {
  const saved = await decisions.save(
    tx,
    row,
    { effect_at: until },
    { actor: 'policy', reason, atMs: parts.clock.now(), correlationId: row.correlation_id },
  );
  if (saved === undefined) return;
  await tell(tx, parts, { step: 'updated', action: 'decision.frozen', row: saved, by: 'hitl', cause, reason });
  await scheduleTick(tx, parts, saved);
}
