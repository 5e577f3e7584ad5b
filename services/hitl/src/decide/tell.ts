import { type AuditActor, systemActor } from '@maximus/audit';
import { type CommentRecord, type DecisionState, decisionEvents, type EventType } from '@maximus/contracts';
import { formatId } from '@maximus/kernel';
import { type DecisionRow, type Tx, toDecision } from '@maximus/storage';
import type { Cause, Parts } from '../parts.ts';
import type { Person } from '../person.ts';
import { toPendingPatch } from '../subject/pending-patch.ts';

/** The steps of a decision that are told. */
export type DecisionStep =
  | 'opened'
  | 'vote_recorded'
  | 'decided'
  | 'escalated'
  | 'undone'
  | 'released'
  | 'cancelled'
  | 'commented'
  | 'updated'
  | 'sla_at_risk'
  | 'sla_breached';

/** What is told of a step. */
export interface Told {
  readonly step: DecisionStep;
  readonly row: DecisionRow;
  readonly previous?: DecisionState;
  readonly by: Person | 'hitl' | { readonly policy: string };
  readonly cause: Cause;
  readonly reason?: string;
  readonly comment?: CommentRecord;
  /** For the audit log alone. */
  readonly action?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Tells a step in the transaction that took it: the event for everyone, and the entry of the audit log. */
export async function tell(tx: Tx, parts: Parts, told: Told): Promise<void> {
  const { step, row, by, cause } = told;
  const nowMs = parts.clock.now();
  const id = formatId('dec', row.id);
  tx.emit({
    event: eventOf(step),
    key: id,
    correlationId: row.correlation_id,
    causationId: cause.id,
    data: {
      decision: toDecision(row, nowMs),
      ...(told.previous !== undefined && { previous: told.previous }),
      ...(told.reason !== undefined && { reason: told.reason }),
      ...(step === 'opened' && { pending_patch: toPendingPatch(row, nowMs) }),
      ...(told.comment !== undefined && { comment: told.comment }),
    },
  });
  const person = typeof by === 'object' && 'actor' in by ? by : undefined;
  await parts.audit.append(tx, {
    action: told.action ?? `decision.${step}`,
    actor: actorFor(by),
    subject: { kind: 'decision', id },
    decisionId: id,
    correlationId: row.correlation_id,
    ...(cause.requestId !== undefined && { requestId: cause.requestId }),
    ...(cause.userAgent !== undefined && { userAgent: cause.userAgent }),
    ...(person !== undefined && { address: person.address }),
    ...(person?.sessionId !== undefined && { sessionId: person.sessionId }),
    ...(told.reason !== undefined && { reason: told.reason }),
    ...(told.from !== undefined && { from: told.from }),
    ...(told.to !== undefined && { to: told.to }),
    detail: {
      subject: { kind: row.subject_kind, id: row.subject_id },
      subject_digest: row.subject_digest,
      decision: row.status,
      effect: row.effect,
      version: row.version,
      policy: row.policy_ref,
      ...(person !== undefined && { via: person.via }),
      ...told.detail,
    },
  });
}

function actorFor(by: Told['by']): AuditActor {
  if (by === 'hitl') return systemActor('hitl');
  if ('policy' in by) return { kind: 'policy', id: by.policy, name: by.policy };
  return by.actor;
}

function eventOf(step: DecisionStep): EventType {
  const event = decisionEvents.find(({ type }) => type === `decision.${step}`);
  if (event === undefined) throw new RangeError(`the catalogue has no decision.${step}`);
  return event;
}
