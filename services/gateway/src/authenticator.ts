import type { Identity } from '@maximus/identity';

/** Opens sockets, checks them again, and tells when something was revoked (gateway.md §4). */
export type SocketAuthenticator = Pick<Identity, 'authenticateSocket' | 'recheck' | 'onRevoked'>;
