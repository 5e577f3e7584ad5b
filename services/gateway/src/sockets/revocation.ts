import type { Revocation } from '@maximus/identity';
import type { Logger } from '@maximus/observability';
import type { Connection, SocketServer } from '@maximus/realtime';
import type { SocketAuthenticator } from '../authenticator.ts';
import { type PrincipalViewer, viewerOf } from '../viewer.ts';

/** At most this many are asked about at once. */
const atOnce = 32;

/**
 * Looks at sockets again when a session, a token or an account changes: who may go on gets the rights of now, who may not
 * is closed (gateway.md §4). Returns how to stop.
 */
export function watchRevocations(
  sockets: SocketServer,
  authenticator: SocketAuthenticator,
  logger: Logger,
): () => void {
  return authenticator.onRevoked((revoked) => {
    const concerned = sockets.registry.all().filter((connection) => concerns(revoked, connection));
    void recheckAll(concerned, revoked.reason.includes('disabled') ? 3508 : 3500);
  });

  async function recheckAll(connections: readonly Connection[], code: 3500 | 3508): Promise<void> {
    for (let at = 0; at < connections.length; at += atOnce) {
      await Promise.all(connections.slice(at, at + atOnce).map((one) => recheck(one, code)));
    }
  }

  async function recheck(connection: Connection, code: 3500 | 3508): Promise<void> {
    const { principal } = connection.viewer as PrincipalViewer;
    try {
      const grant = await authenticator.recheck(principal);
      if (grant.ok) connection.admit(viewerOf(grant.value));
      else connection.close(code);
    } catch (error) {
      // Not known whether it may go on: it may come back and be asked anew.
      logger.warn({ err: error, connection: connection.id }, 'a socket could not be checked again');
      connection.close(3015);
    }
  }
}

function concerns(revoked: Revocation, { viewer, isAuthenticated }: Connection): boolean {
  if (!isAuthenticated) return false;
  if (revoked.kind === 'all') return true;
  const { principal } = viewer as PrincipalViewer;
  if (principal.kind === 'anonymous') return false;
  if (revoked.kind === 'user') return principal.userId === revoked.id;
  return principal.kind === 'user'
    ? revoked.kind === 'session' && principal.sessionId === revoked.id
    : revoked.kind === 'token' && principal.tokenId === revoked.id;
}
