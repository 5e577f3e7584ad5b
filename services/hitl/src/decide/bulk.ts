import type { BulkItem, BulkItemResult, BulkResult } from '@maximus/contracts';
import { formatId, isAppError, newUuid, parseId } from '@maximus/kernel';
import { decisionBulks, decisions, wireId } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { castVote, type VoteRequest } from './cast-vote.ts';
import { undoDecision } from './undo-decision.ts';

/** One action on many decisions. */
export interface BulkRequest extends Pick<VoteRequest, 'reason' | 'comment' | 'saysUntested' | 'undoWindowSeconds'> {
  readonly action: 'approve' | 'reject';
  readonly items: readonly BulkItem[];
  readonly dryRun: boolean;
}

/**
 * Decides many at once, each in its own transaction by the same rules as alone, so that one refusal holds nobody up (hitl.md
 * §5). Critical ones are not approved in bulk. One undo takes back what is still held.
 */
export async function decideInBulk(
  parts: Parts,
  person: Person,
  request: BulkRequest,
  cause: Cause,
): Promise<BulkResult> {
  const { action, items, dryRun } = request;
  const uuid = newUuid(parts.clock);
  const results: BulkItemResult[] = [];
  let undoUntilMs = 0;
  for (const item of items) {
    const result = await oneOf(async () => {
      const row = await decisions.find(parts.database, item.decision_id);
      if (row !== undefined && action === 'approve' && row.priority === 0)
        throw errors.not_allowed('critical ones are approved one by one');
      const outcome = await castVote(
        parts,
        person,
        {
          decisionId: item.decision_id,
          vote: action,
          seen: { version: item.version, subjectDigest: item.subject_digest },
          reason: request.reason,
          comment: request.comment,
          saysUntested: request.saysUntested,
          undoWindowSeconds: request.undoWindowSeconds,
          bulkId: uuid,
          dryRun,
        },
        cause,
      );
      undoUntilMs = Math.max(undoUntilMs, dryRun ? 0 : (outcome.row.effect_at?.getTime() ?? 0));
      return dryRun ? 'would_apply' : outcome.status;
    }, item.decision_id);
    results.push(result);
  }
  const undoUntil = undoUntilMs === 0 ? null : new Date(undoUntilMs);
  if (dryRun) return { bulk_id: null, dry_run: true, results, undo_until: null };
  await decisionBulks.insert(parts.database, {
    id: uuid,
    action,
    by_whom: person.id,
    undo_until: undoUntil,
    created_at: new Date(parts.clock.now()),
  });
  const bulkId = wireId('blk', uuid);
  await parts.audit.append(parts.database, {
    action: 'decision.bulk',
    actor: person.actor,
    subject: { kind: 'bulk', id: bulkId },
    correlationId: cause.id,
    address: person.address,
    detail: { action, results: results.map(({ decision_id, status }) => `${decision_id} ${status}`) },
  });
  return { bulk_id: bulkId, dry_run: false, results, undo_until: undoUntil?.toISOString() ?? null };
}

/** Takes back every decision of a bulk action that is still held, each for itself. */
export async function undoInBulk(parts: Parts, person: Person, bulkId: string, cause: Cause): Promise<BulkResult> {
  const uuid = parseId('blk', bulkId) ?? '';
  const bulk = uuid === '' ? undefined : await decisionBulks.find(parts.database, uuid);
  if (bulk === undefined) throw errors.bulk_not_found(`there is no bulk action ${bulkId}`);
  const results: BulkItemResult[] = [];
  for (const id of await decisionBulks.members(parts.database, uuid)) {
    const decisionId = formatId('dec', id);
    results.push(
      await oneOf(async () => {
        await undoDecision(parts, person, decisionId, cause);
        return 'undone';
      }, decisionId),
    );
  }
  return { bulk_id: wireId('blk', uuid), dry_run: false, results, undo_until: null };
}

async function oneOf(work: () => Promise<BulkItemResult['status']>, decisionId: string): Promise<BulkItemResult> {
  try {
    return { decision_id: decisionId, status: await work() };
  } catch (error) {
    if (!isAppError(error) || error.http >= 500) throw error;
    return { decision_id: decisionId, status: 'refused', error: { code: error.code, message: error.message } };
  }
}
