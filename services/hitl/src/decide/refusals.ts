import type { PolicyReason } from '@maximus/contracts';
import type { AppError } from '@maximus/kernel';
import { type DecisionRow, decisions, toDecision, type Writer } from '@maximus/storage';
import { errors } from '../errors.ts';
import type { Parts } from '../parts.ts';

/** That somebody was faster, with the record as it is now. */
export async function conflictWith(parts: Parts, db: Writer, id: string, said: string): Promise<AppError> {
  const now = await decisions.find(db, id);
  return errors.version_conflict(said, now === undefined ? {} : { current: toDecision(now, parts.clock.now()) });
}

/** That it waits for nobody any more. */
export function notPending(parts: Parts, row: DecisionRow): AppError {
  return errors.not_pending(`it is ${row.status}`, { current: toDecision(row, parts.clock.now()) });
}

/** The refusal that the conditions of a vote come to: the first that does not hold decides the code. */
export function refusedVote(reasons: readonly PolicyReason[]): AppError | undefined {
  const [failed] = reasons.filter(({ holds }) => !holds);
  if (failed === undefined) return undefined;
  const items = reasons.filter(({ holds }) => !holds).map(({ code, message }) => ({ path: 'policy', code, message }));
  if (failed.code === 'author_differs' || failed.code === 'author_known')
    return errors.author_cannot_approve(failed.message, { errors: items });
  if (failed.code === 'first_vote') return errors.already_voted(failed.message, { errors: items });
  return errors.not_allowed(failed.message, { errors: items });
}

/** Checks what a client says it saw: `hitl.version_conflict`, `hitl.digest_changed`. */
export function checkSeen(
  parts: Parts,
  row: DecisionRow,
  seen: { readonly version?: number | undefined; readonly subjectDigest?: string | undefined },
): AppError | undefined {
  const current = toDecision(row, parts.clock.now());
  if (seen.version !== undefined && seen.version !== row.version)
    return errors.version_conflict(`it has version ${row.version}, not ${seen.version}`, { current });
  if (seen.subjectDigest !== undefined && seen.subjectDigest !== row.subject_digest)
    return errors.digest_changed('it is about other content than was seen', { current });
  return undefined;
}
