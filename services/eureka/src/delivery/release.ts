import type { EventEnvelope } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { type PatchRow, patches, subjectDigest, type Tx } from '@maximus/storage';
import { type DeliverJob, jobNames, queueOf } from '../jobs.ts';
import type { Parts } from '../parts.ts';
import { stepIn } from '../patches/take-step.ts';

/** The digest that a decision about a patch is bound to. */
export function digestOf(patch: Pick<PatchRow, 'digest' | 'evidence_digest' | 'base_commit'>): string {
  return subjectDigest({
    patchDigest: patch.digest === '' ? null : patch.digest,
    evidenceDigest: patch.evidence_digest,
    baseCommit: patch.base_commit === '' ? null : patch.base_commit,
  });
}

/**
 * Takes a released decision: the patch is delivered only if it is still exactly what was decided about (eureka.md §8). One
 * without a diff is done with that: the task is handed out.
 */
export async function release(parts: Parts, tx: Tx, event: EventEnvelope): Promise<void> {
  const decision = event.data['decision'] as {
    readonly decision_id: string;
    readonly subject: { readonly kind: string; readonly id: string };
    readonly subject_digest: string;
    readonly decision: string;
    readonly decided_by?: string;
  };
  const approved = decision.decision === 'approved' || decision.decision === 'auto_approved';
  if (!approved || parseId('pch', decision.subject.id) === undefined) return;
  const patch = await patches.lock(tx, decision.subject.id);
  if (patch?.status !== 'approved') return;
  const { correlationId } = event;
  if (digestOf(patch) !== decision.subject_digest) {
    const reason = 'it is no longer what was decided about';
    await stepIn(parts, tx, patch.id, { to: 'superseded', reason, correlationId });
    return;
  }
  const set = { decision_id: decision.decision_id };
  await stepIn(parts, tx, patch.id, { to: 'delivering', reason: 'the decision was released', correlationId, set });
  if (patch.diff_digest === null) {
    const reason = patch.rung === 'manual-review' ? 'the task was handed out' : 'what was decided is on record';
    await stepIn(parts, tx, patch.id, { to: 'verified', reason, correlationId });
    return;
  }
  await enqueueDelivery(parts, tx, patch, correlationId);
}

/** Asks for a delivery, or for another try of one. */
export async function enqueueDelivery(
  { jobs }: Pick<Parts, 'jobs'>,
  tx: Tx,
  patch: Pick<PatchRow, 'id' | 'project_uuid'>,
  correlationId: string,
  again: { readonly attempt: number; readonly runAt?: Date } = { attempt: 1 },
): Promise<void> {
  const payload: DeliverJob = { patch_id: patch.id, correlation_id: correlationId, attempt: again.attempt };
  await jobs.enqueue(jobNames.deliver, payload, {
    key: `eureka/deliver/${patch.id}`,
    queue: queueOf(patch.project_uuid),
    ...(again.runAt && { runAt: again.runAt }),
    tx,
  });
}
