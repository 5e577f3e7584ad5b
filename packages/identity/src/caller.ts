import { type AuditRecord, actorOf } from '@maximus/audit';
import type { Endpoint } from '@maximus/contracts';
import type { HandlerInput, Principal } from '@maximus/http';

/** Who makes a call and how it can be found again: what an audit entry needs of it. */
export interface Caller {
  readonly principal: Principal;
  readonly correlationId: string;
  readonly requestId: string;
  readonly userAgent?: string;
}

/** The caller of a request. */
export function callerOf(input: HandlerInput<Endpoint>): Caller {
  const userAgent = input.headers['user-agent'];
  return {
    principal: input.principal,
    correlationId: input.correlationId,
    requestId: input.requestId,
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, 256) }),
  };
}

/** An audit entry of what a caller did. */
export function entryOf(
  caller: Caller,
  action: string,
  subject: AuditRecord['subject'],
  more: Pick<AuditRecord, 'from' | 'to' | 'detail' | 'reason'> & Partial<Pick<AuditRecord, 'actor' | 'sessionId'>> = {},
): AuditRecord {
  const { principal } = caller;
  return {
    action,
    actor: actorOf(principal),
    subject,
    correlationId: caller.correlationId,
    requestId: caller.requestId,
    address: principal.address,
    ...(caller.userAgent === undefined ? {} : { userAgent: caller.userAgent }),
    ...(principal.kind === 'user' ? { sessionId: principal.sessionId } : {}),
    ...more,
  };
}
