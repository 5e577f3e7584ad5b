import type { Endpoint } from '@maximus/contracts';
import type { Principal } from '@maximus/http';
import { type AuditRecord, actorOf } from './record.ts';

/** One write over the API, after it was answered. */
export interface ApiWrite {
  readonly endpoint: Pick<Endpoint, 'id' | 'method' | 'path' | 'onlyAsks'>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly status: number;
  /** Code of the problem, where one was answered. */
  readonly code?: string;
  readonly correlationId: string;
  readonly requestId: string;
  readonly traceId?: string;
  readonly userAgent?: string;
}

/**
 * Whether a request is a write that the log should hold. Refused requests of nobody in particular are not: they change
 * nothing, and anyone could fill the log with them; what identity refuses, it records itself, within its limits.
 */
export function shouldRecord(write: Pick<ApiWrite, 'endpoint' | 'principal' | 'status'>): boolean {
  if (write.endpoint.method === 'GET' || write.endpoint.onlyAsks === true) return false;
  return write.principal.kind !== 'anonymous' || write.status < 400;
}

/** The entry of a write: `api.<endpoint id>` on the thing its path names. Bodies and queries stay out. */
export function recordOfWrite(write: ApiWrite): AuditRecord {
  const [kind, id] = subjectOf(write);
  return {
    action: `api.${write.endpoint.id}`,
    actor: actorOf(write.principal),
    subject: { kind, id },
    correlationId: write.correlationId,
    requestId: write.requestId,
    ...(write.traceId === undefined ? {} : { traceId: write.traceId }),
    ...(write.userAgent === undefined ? {} : { userAgent: write.userAgent }),
    address: write.principal.address,
    ...(write.principal.kind === 'user' ? { sessionId: write.principal.sessionId } : {}),
    detail: {
      method: write.endpoint.method,
      path: write.endpoint.path,
      params: write.params,
      status: write.status,
      ...(write.code === undefined ? {} : { problem: write.code }),
    },
  };
}

function subjectOf(write: ApiWrite): readonly [kind: string, id: string] {
  const named = Object.entries(write.params).at(-1);
  if (named === undefined) return ['endpoint', write.endpoint.id];
  const [name, value] = named;
  return [name === 'id' ? 'entity' : name.replace(/_id$/, ''), String(value)];
}
