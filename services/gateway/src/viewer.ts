import { holdsRole, type Principal } from '@maximus/http';
import type { SocketGrant } from '@maximus/identity';
import type { Viewer } from '@maximus/realtime';

/** A viewer that knows the principal it was made of. */
export interface PrincipalViewer extends Viewer {
  readonly principal: Principal;
}

/**
 * What a principal may see live: a viewer every channel, an operator also the details of other people's private work
 * (gateway.md §4).
 */
export function viewerOf({ principal, expiresAtMs }: SocketGrant): PrincipalViewer {
  const id =
    principal.kind === 'user'
      ? principal.userId
      : principal.kind === 'token'
        ? (principal.userId ?? principal.tokenId)
        : '';
  return {
    principal,
    id,
    name: principal.kind === 'anonymous' ? 'anonymous' : principal.name,
    mayRead: () => holdsRole(principal, 'viewer'),
    seesWorkOf: (owner) => owner === id || holdsRole(principal, 'operator'),
    ...(Number.isFinite(expiresAtMs) ? { expiresAtMs } : {}),
  };
}
