import type { CommentRecord } from '@maximus/contracts';
import { newUuid, unwrap } from '@maximus/kernel';
import {
  type DecisionRow,
  type DecisionSet,
  decisionComments,
  decisions,
  patches,
  type Tx,
  toComment,
  userRows,
} from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { cancelDecision } from './cancel-decision.ts';
import { checkPath } from './cast-vote.ts';
import { checkSeen, conflictWith, notPending } from './refusals.ts';
import { isOpen } from './state.ts';
import { tell } from './tell.ts';

/** A decision that somebody acts on, and what they say they saw. */
export interface Target {
  readonly decisionId: string;
  readonly patchId?: string;
  readonly version?: number | undefined;
}

/** Looks a decision up for one step: not found, of another patch and overtaken are refused. */
export async function targeted(tx: Tx, parts: Parts, target: Target): Promise<DecisionRow> {
  const row = await decisions.find(tx, target.decisionId);
  if (row === undefined) throw errors.decision_not_found(`there is no decision ${target.decisionId}`);
  checkPath(row, target.patchId);
  const unseen = checkSeen(parts, row, { version: target.version });
  if (unseen !== undefined) throw unseen;
  return row;
}

/** Says something beside a decision, whatever its state; it changes nothing of it. */
export async function addComment(
  parts: Parts,
  person: Person,
  target: Target,
  comment: string,
  cause: Cause,
): Promise<CommentRecord> {
  return await parts.database.transaction(async (tx) => {
    const row = await targeted(tx, parts, target);
    const said = toComment(
      await decisionComments.add(tx, {
        id: newUuid(parts.clock),
        decision_id: row.id,
        user_id: person.id,
        user_name: person.name,
        comment,
        created_at: new Date(parts.clock.now()),
      }),
    );
    await tell(tx, parts, {
      step: 'commented',
      row,
      by: person,
      cause,
      comment: said,
      detail: { comment_id: said.comment_id, length: comment.length },
    });
    return said;
  });
}

/** Hands a decision to those who may decide what was escalated; its clock runs on. */
export async function escalate(
  parts: Parts,
  person: Person,
  target: Target,
  { reason, to }: { readonly reason: string | undefined; readonly to?: string | undefined },
  cause: Cause,
): Promise<DecisionRow> {
  const said = reason?.trim() ?? '';
  if (said === '') throw errors.reason_required('an escalation says why');
  return await parts.database.transaction(async (tx) => {
    const row = await targeted(tx, parts, target);
    if (row.status !== 'pending') throw notPending(parts, row);
    const assignee = to === undefined ? {} : { assignee: await reviewerNamed(tx, to) };
    const set = { status: 'escalated', requires_escalation: true, ...assignee } as const;
    const saved = await saveBy(tx, parts, person, row, set, said);
    await tell(tx, parts, { step: 'escalated', row: saved, previous: row.status, by: person, cause, reason: said });
    return saved;
  });
}

/** Names somebody for a decision, or nobody; others may decide all the same. */
export async function assign(
  parts: Parts,
  person: Person,
  target: Target,
  assignee: string | null,
  cause: Cause,
): Promise<DecisionRow> {
  return await parts.database.transaction(async (tx) => {
    const row = await targeted(tx, parts, target);
    if (!isOpen(row.status)) throw notPending(parts, row);
    const named = assignee === null ? null : await reviewerNamed(tx, assignee);
    const saved = await saveBy(tx, parts, person, row, { assignee: named }, `assigned to ${named ?? 'nobody'}`);
    await tell(tx, parts, {
      step: 'updated',
      action: 'decision.assigned',
      row: saved,
      by: person,
      cause,
      from: row.assignee,
      to: named,
    });
    return saved;
  });
}

/** Ends a decision and the patch that waits for it. */
export async function cancel(
  parts: Parts,
  person: Person,
  target: Target,
  reason: string | undefined,
  cause: Cause,
): Promise<DecisionRow> {
  const said = reason?.trim() ?? '';
  if (said === '') throw errors.reason_required('a cancellation says why');
  const cancelled = await parts.database.transaction(async (tx) => {
    const row = await targeted(tx, parts, target);
    if (!isOpen(row.status)) throw notPending(parts, row);
    const saved = await cancelDecision(tx, parts, row, { by: person, reason: said, cause });
    if (row.patch_id !== null) {
      unwrap(
        await patches.transition(tx, row.patch_id, {
          to: 'cancelled',
          actor: 'operator',
          byWhom: person.id,
          reason: said,
          atMs: parts.clock.now(),
          correlationId: row.correlation_id,
          causationId: cause.id,
        }),
      );
    }
    return saved;
  });
  parts.metrics.decision_outcomes_total.inc({ decision: 'cancelled', via: person.via });
  return cancelled;
}

async function saveBy(
  tx: Tx,
  parts: Parts,
  person: Person,
  row: DecisionRow,
  set: DecisionSet,
  reason: string,
): Promise<DecisionRow> {
  const change = { byWhom: person.id, reason, atMs: parts.clock.now(), correlationId: row.correlation_id };
  const saved = await decisions.save(tx, row, set, { actor: 'reviewer', ...change });
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'it was changed at the same time');
  return saved;
}

async function reviewerNamed(tx: Tx, id: string): Promise<string> {
  const user = id.startsWith('usr_') ? await userRows.byId(tx, id) : undefined;
  if (user === undefined || user.disabledAt !== null || !user.roles.includes('reviewer'))
    throw errors.invalid_body('the one who is named is no reviewer');
  return user.id;
}
