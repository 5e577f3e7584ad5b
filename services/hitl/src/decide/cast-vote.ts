import type { Vote } from '@maximus/contracts';
import { formatId, parseId } from '@maximus/kernel';
import { type DecisionRow, decisions, patches, type Tx } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { loadPolicy } from '../policies/load-policy.ts';
import { evidenceSuffices, mayVote } from '../rules/may-vote.ts';
import { requiredApprovals } from '../rules/required-approvals.ts';
import { decisionSubject, type LoadedSubject } from '../subject/decision-subject.ts';
import { cancelDecision } from './cancel-decision.ts';
import { openDecision } from './open-decision.ts';
import { checkSeen, conflictWith, notPending, refusedVote } from './refusals.ts';
import { isOpen } from './state.ts';
import { countOutcome, takeEffect } from './take-effect.ts';
import { tell } from './tell.ts';

/** One vote that somebody wants to give. */
export interface VoteRequest {
  readonly decisionId: string;
  /** The patch of the path, where it came by one. */
  readonly patchId?: string;
  readonly vote: 'approve' | 'reject';
  readonly seen: { readonly version?: number | undefined; readonly subjectDigest?: string | undefined };
  readonly reason?: string | undefined;
  readonly comment?: string | undefined;
  readonly saysUntested?: boolean | undefined;
  readonly undoWindowSeconds?: number | undefined;
  readonly breakGlass?: string | undefined;
  /** UUID of the bulk action that it is part of. */
  readonly bulkId?: string;
  /** Says what would come of it and changes nothing. */
  readonly dryRun?: boolean;
}

/** What came of a vote. */
export interface VoteOutcome {
  readonly status: 'approved' | 'rejected' | 'vote_recorded';
  readonly row: DecisionRow;
}

/**
 * Gives a vote (hitl.md §2, §3): checks what was seen, the content, the rules and the evidence, then writes it in one
 * conditional update, so that of two at the same time one wins. Throws `hitl.*`; when the content has changed, the decision
 * is cancelled and the next one opened all the same.
 */
export async function castVote(parts: Parts, person: Person, request: VoteRequest, cause: Cause): Promise<VoteOutcome> {
  const outcome = await parts.database.transaction(async (tx) => {
    // Read before anything is locked: who reads the same version and is second is told so.
    const row = await decisions.find(tx, request.decisionId);
    if (row === undefined) throw errors.decision_not_found(`there is no decision ${request.decisionId}`);
    checkPath(row, request.patchId);
    const unseen = checkSeen(parts, row, request.seen);
    if (unseen !== undefined) throw unseen;
    if (!isOpen(row.status)) throw notPending(parts, row);
    if (row.patch_id !== null) await patches.lock(tx, row.patch_id);
    const subject = await decisionSubject(tx, row);
    if (subject.digest !== row.subject_digest) {
      if (request.dryRun !== true) await contentChanged(tx, parts, row, cause);
      return 'digest_changed' as const;
    }
    return await vote(tx, parts, person, { row, subject, request, cause });
  });
  if (outcome === 'digest_changed')
    throw errors.digest_changed('patch, evidence or base commit have changed since it was opened');
  if (outcome.status !== 'vote_recorded' && request.dryRun !== true) countOutcome(parts, outcome.row);
  return outcome;
}

/** Ends a decision whose content is not what it was opened for, and asks anew where the patch still waits. */
export async function contentChanged(tx: Tx, parts: Parts, row: DecisionRow, cause: Cause): Promise<void> {
  await cancelDecision(tx, parts, row, { by: 'hitl', reason: 'content_changed', cause });
  if (row.patch_id !== null) await openDecision(tx, parts, formatId('pch', row.patch_id), cause);
}

/** That the patch of the path is the decision's: `hitl.id_mismatch`. */
export function checkPath(row: DecisionRow, patchId: string | undefined): void {
  if (patchId === undefined) return;
  // What is about no patch goes by its own id, or by that of what it is about.
  const fits =
    row.patch_id === null
      ? patchId === row.subject_id || parseId('dec', patchId) === row.id
      : parseId('pch', patchId) === row.patch_id;
  if (!fits) throw errors.id_mismatch('the decision is about another patch than the path names');
}

interface Casting {
  readonly row: DecisionRow;
  readonly subject: LoadedSubject;
  readonly request: VoteRequest;
  readonly cause: Cause;
}

async function vote(tx: Tx, parts: Parts, person: Person, casting: Casting): Promise<VoteOutcome> {
  const { row, subject, request, cause } = casting;
  const { policy, ref } = await loadPolicy(tx, { id: subject.facts.projectId, team: subject.team });
  const cast = row.votes as unknown as readonly Vote[];
  const state = { isEscalated: row.status === 'escalated', voters: cast.map(({ user_id }) => user_id) };
  const refused = refusedVote([
    ...mayVote(policy, subject.facts, state, person).reasons,
    ...(request.vote === 'approve' ? [evidenceSuffices(subject.facts, request.saysUntested === true)] : []),
  ]);
  if (refused !== undefined) throw refused;
  const reason = request.reason?.trim() ?? '';
  if (request.vote === 'reject' && reason === '') throw errors.reason_required('a rejection says why');
  if (request.breakGlass !== undefined && !policy.break_glass)
    throw errors.not_allowed('break-glass is off in the policy');
  const given: Vote = {
    user_id: person.id,
    user: person.name,
    vote: request.vote,
    subject_digest: row.subject_digest,
    ...(request.comment !== undefined && { comment: request.comment }),
    at: new Date(parts.clock.now()).toISOString(),
    via: person.via,
  };
  const votes = [...cast, given];
  const required = Math.max(row.required, requiredApprovals(policy, subject.facts));
  const approvals = votes.filter((one) => one.vote === 'approve').length;
  const isBreakGlass = request.breakGlass !== undefined && approvals < required;
  const status =
    request.vote === 'reject' ? 'rejected' : approvals >= required || isBreakGlass ? 'approved' : undefined;
  if (request.dryRun === true) return { status: status ?? 'vote_recorded', row };
  const set = {
    votes,
    required,
    policy_ref: ref,
    ...(request.comment !== undefined && { comment: request.comment }),
    ...(reason !== '' && { reason }),
    ...(isBreakGlass && { is_break_glass: true, reason: request.breakGlass ?? '' }),
    ...(request.bulkId !== undefined && { bulk_id: request.bulkId }),
  };
  if (status === undefined) return { status: 'vote_recorded', row: await record(tx, parts, person, casting, set) };
  const decided = await takeEffect(tx, parts, row, {
    status,
    by: person,
    windowSeconds: windowOf(person, policy.undo_window_seconds, request.undoWindowSeconds),
    set,
    reason: isBreakGlass
      ? `break-glass: ${request.breakGlass}`
      : reason === ''
        ? `${approvals} of ${required} approvals`
        : reason,
    detail: {
      votes: votes.map(({ user_id, vote: one, via }) => ({ user_id, vote: one, via })),
      break_glass: isBreakGlass,
    },
    cause,
  });
  return { status, row: decided };
}

async function record(
  tx: Tx,
  parts: Parts,
  person: Person,
  { row, cause, request }: Casting,
  set: Parameters<typeof decisions.save>[2],
): Promise<DecisionRow> {
  const saved = await decisions.save(tx, row, set, {
    actor: 'reviewer',
    byWhom: person.id,
    reason: `vote: ${request.vote}`,
    atMs: parts.clock.now(),
    correlationId: row.correlation_id,
  });
  if (saved === undefined) throw await conflictWith(parts, tx, row.id, 'somebody else voted at the same time');
  await tell(tx, parts, { step: 'vote_recorded', row: saved, previous: row.status, by: person, cause });
  return saved;
}

/** Tokens’ decisions take effect at once unless they ask for time; people may ask for more than the policy’s, never less. */
function windowOf(person: Person, policySeconds: number, asked: number | undefined): number {
  if (person.isToken) return asked ?? 0;
  return Math.max(policySeconds, asked ?? 0);
}
