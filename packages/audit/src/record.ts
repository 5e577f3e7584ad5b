import type { Principal } from '@maximus/http';

/** Who did something. */
export interface AuditActor {
  readonly kind: 'user' | 'token' | 'system' | 'policy' | 'anonymous';
  /** `usr_…`, `tok_…`, or the name of a part: `oraculo`, `policy-id@3`. */
  readonly id: string;
  /** Kept beside the hashed row, where it can be erased. */
  readonly name: string;
  /** The person a token acts for. */
  readonly userId?: string;
}

/** What one entry tells. Secrets are masked, but do not rely on it: leave them out. */
export interface AuditRecord {
  /** Dotted, the part that did it first: `user.created`. At most 128 characters. */
  readonly action: string;
  readonly actor: AuditActor;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly correlationId: string;
  readonly requestId?: string;
  readonly traceId?: string;
  /** What it was before and after, where something changed. */
  readonly from?: unknown;
  readonly to?: unknown;
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly decisionId?: string;
  readonly address?: string;
  readonly userAgent?: string;
  readonly sessionId?: string;
}

/** The actor that a principal is; a token also names the person it acts for (platform.md §2). */
export function actorOf(principal: Principal): AuditActor {
  if (principal.kind === 'user') {
    return { kind: 'user', id: principal.userId, name: principal.name, userId: principal.userId };
  }
  if (principal.kind === 'token') {
    return {
      kind: 'token',
      id: principal.tokenId,
      name: principal.name,
      ...(principal.userId === undefined ? {} : { userId: principal.userId }),
    };
  }
  return { kind: 'anonymous', id: 'anonymous', name: 'anonymous' };
}

/** A part of the program that acts by itself. */
export function systemActor(part: string): AuditActor {
  return { kind: 'system', id: part, name: part };
}
