import type { Principal } from '@maximus/http';
import type { Result } from '@maximus/kernel';

/** What a socket presents: one of these (gateway.md §4). */
export interface SocketCredentials {
  readonly address: string;
  /** The whole `Cookie` header; counts only with an allowed `Origin`. */
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  /** Token of the `connect` or `refresh` command. */
  readonly token?: string | undefined;
  /** One-use ticket of the query. */
  readonly ticket?: string | undefined;
}

/** Who holds a socket, and until when at most. */
export interface SocketGrant {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Something that is to be looked at again; `all` when anything may have changed. */
export type Revoked =
  | { readonly kind: 'session' | 'token' | 'user'; readonly id: string; readonly reason: string }
  | { readonly kind: 'all'; readonly reason: string };

/** Opens and re-checks sockets; identity implements it. */
export interface SocketAuthenticator {
  authenticateSocket(credentials: SocketCredentials): Promise<Result<SocketGrant>>;
  /** Whether the holder may go on, with the rights of now. */
  recheck(principal: Principal): Promise<Result<SocketGrant>>;
  onRevoked(listener: (revoked: Revoked) => void): () => void;
}
