import type { Principal } from '@maximus/http';
import { type Clock, fail, ok, type Result } from '@maximus/kernel';
import { type Database, socketTicketRows } from '@maximus/storage';
import { errors } from '../errors.ts';
import { digestOf } from '../secrets/digest.ts';
import { isSecret, newSecret } from '../secrets/secret-text.ts';
import type { CookieJar } from '../sessions/cookies.ts';
import type { Origins } from '../sessions/origins.ts';
import { tokenOf } from './credential.ts';
import type { Grant, Grants } from './grants.ts';

/** What a socket presents: one of these (gateway.md §4). */
export interface SocketCredentials {
  readonly address: string;
  /** The whole `Cookie` header; counts only with an own `Origin`. */
  readonly cookie?: string | undefined;
  readonly origin?: string | undefined;
  /** API token of the `connect` command. */
  readonly token?: string | undefined;
  /** One-use ticket of the query. A token or session secret in its place is refused. */
  readonly ticket?: string | undefined;
}

/** Who holds a socket, and until when at most. */
export interface SocketGrant {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Opens and re-checks sockets. */
export interface SocketAccess {
  /** `identity.ticket_invalid`, `identity.token_invalid` or `identity.session_ended` where the credential does not hold. */
  authenticateSocket(credentials: SocketCredentials): Promise<Result<SocketGrant>>;
  /** Whether the holder may go on, with the rights of now; run on every resume and revocation. Asks the database. */
  recheck(principal: Principal): Promise<Result<SocketGrant>>;
  /** A one-use ticket for a session or token. */
  createTicket(principal: Principal): Promise<Result<{ readonly ticket: string; readonly expiresInSeconds: number }>>;
}

const TICKET_SECONDS = 30;
const MOST_TICKETS = 20;

/** Creates the access of sockets. */
export function createSocketAccess(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly grants: Grants;
  readonly cookies: CookieJar;
  readonly origins: Origins;
  /** Who comes without anything, in development only. */
  readonly anonymous: (address: string) => Principal | undefined;
}): SocketAccess {
  const { db, clock, grants, cookies, origins, anonymous } = needs;

  const granted = (grant: Grant | undefined, address: string): Result<SocketGrant> =>
    grant === undefined
      ? fail(errors.session_ended('the session or token behind the socket has ended'))
      : ok({ principal: grant.principal(address), expiresAtMs: grant.endsAtMs });

  const byTicket = async (ticket: string, address: string): Promise<Result<SocketGrant>> => {
    const refused = fail(errors.ticket_invalid('the ticket does not hold'));
    if (!isSecret('mxw', ticket)) return refused;
    const taken = await socketTicketRows.take(db, digestOf(ticket));
    if (taken === undefined || taken.expiresAt.getTime() <= clock.now()) return refused;
    const { holder } = taken;
    const grant = await ('sessionId' in holder
      ? grants.ofId('session', holder.sessionId, address)
      : grants.ofId('token', holder.tokenId, address));
    return granted(grant, address);
  };

  return {
    async authenticateSocket({ address, cookie, origin, token, ticket }) {
      if (ticket !== undefined) return byTicket(ticket, address);
      if (token !== undefined) {
        const presented = tokenOf(undefined, token);
        const grant =
          presented.kind === 'token' ? await grants.ofSecret('token', presented.secret, address) : undefined;
        return grant === undefined ? fail(errors.token_invalid('the token does not hold')) : granted(grant, address);
      }
      if (origins.judge(origin) === 'own') {
        const secret = cookies.read(cookie);
        if (secret !== undefined && isSecret('mxs', secret)) {
          return granted(await grants.ofSecret('session', secret, address), address);
        }
        const developer = anonymous(address);
        if (developer !== undefined) return ok({ principal: developer, expiresAtMs: Number.POSITIVE_INFINITY });
      }
      return fail(errors.session_ended('a socket needs a session of an own page, a token or a ticket'));
    },

    async recheck(principal) {
      if (principal.kind === 'anonymous') return fail(errors.session_ended('nobody in particular holds no socket'));
      const { address } = principal;
      if (principal.kind === 'token') return granted(await grants.ofId('token', principal.tokenId, address), address);
      if (principal.sessionId !== '') {
        return granted(await grants.ofId('session', principal.sessionId, address), address);
      }
      const developer = anonymous(address);
      if (developer === undefined) return fail(errors.session_ended('the socket was open for development only'));
      return ok({ principal: developer, expiresAtMs: Number.POSITIVE_INFINITY });
    },

    async createTicket(principal) {
      if (principal.kind === 'anonymous' || (principal.kind === 'user' && principal.sessionId === '')) {
        return fail(errors.person_required('a ticket needs a session or a token'));
      }
      const ticket = newSecret('mxw');
      const createdAt = new Date(clock.now());
      const expiresAt = new Date(createdAt.getTime() + TICKET_SECONDS * 1_000);
      const holder = principal.kind === 'user' ? { sessionId: principal.sessionId } : { tokenId: principal.tokenId };
      await db.transaction((tx) =>
        socketTicketRows.insert(tx, { secretHash: digestOf(ticket), holder, createdAt, expiresAt }, MOST_TICKETS),
      );
      return ok({ ticket, expiresInSeconds: TICKET_SECONDS });
    },
  };
}
