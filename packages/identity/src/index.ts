/**
 * Accounts, sessions, API tokens, roles and log-in (platform.md §2, gateway.md §4): who makes a request, and how people and
 * programs prove it. Says who, not what they may: rights are asked of the principal (`mayAccess` of http). Secrets are
 * stored as digests or sealed. Read create-identity.ts first, then access/authenticate.ts.
 */
export type { Authenticate, RequestFacts } from './access/authenticate.ts';
export type { SocketAccess, SocketCredentials, SocketGrant } from './access/sockets.ts';
export { checkAuthConfig } from './check-config.ts';
export { AuthConfig } from './config.ts';
export { createIdentity, type Identity, type IdentityLog, type IdentityOptions } from './create-identity.ts';
export { errors } from './errors.ts';
export type { Revocation } from './revocations/watch.ts';
export { loadKeyFile } from './secrets/key-file.ts';
