import type { Principal, Role } from '@maximus/http';
import type { Revocation, SocketCredentials, SocketGrant } from '@maximus/identity';
import { fail, ok, type Result } from '@maximus/kernel';
import type { SocketAuthenticator } from '../authenticator.ts';
import { errors } from '../errors.ts';

const hourMs = 3_600_000;

/** An authenticator whose people, sessions and tickets the test sets: `cookie: session=ana`, token `mxt_ana`, tickets by name. */
export class FakeIdentity implements SocketAuthenticator {
  readonly people = new Map<string, { roles: Role[]; disabled?: boolean }>([
    ['ana', { roles: ['viewer'] }],
    ['bob', { roles: ['reviewer'] }],
    ['ope', { roles: ['operator'] }],
  ]);
  readonly tickets = new Map<string, string>();
  expiresAfterMs = hourMs;
  /** Calls so far: a resume has to ask again. */
  asked = 0;
  readonly #listeners = new Set<(revoked: Revocation) => void>();

  async authenticateSocket({
    cookie,
    token,
    ticket,
    origin,
    address,
  }: SocketCredentials): Promise<Result<SocketGrant>> {
    this.asked += 1;
    if (ticket !== undefined) {
      const name = this.tickets.get(ticket);
      this.tickets.delete(ticket);
      return this.#grant(name, address);
    }
    if (token !== undefined) return this.#grant(/^mxt_(\w+)$/.exec(token)?.[1], address);
    if (cookie === undefined || origin !== 'http://own.example.test') return this.#grant(undefined, address);
    return this.#grant(/session=(\w+)/.exec(cookie)?.[1], address);
  }

  async recheck(principal: Principal): Promise<Result<SocketGrant>> {
    return this.#grant(principal.kind === 'user' ? principal.name : undefined, principal.address);
  }

  onRevoked(listener: (revoked: Revocation) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  revoke(revoked: Revocation): void {
    for (const listener of this.#listeners) listener(revoked);
  }

  #grant(name: string | undefined, address: string): Result<SocketGrant> {
    const person = name === undefined ? undefined : this.people.get(name);
    if (name === undefined || person === undefined || person.disabled === true) {
      return fail(errors.channel_forbidden('nobody'));
    }
    const { roles } = person;
    const principal: Principal = {
      kind: 'user',
      userId: `usr_${name}`,
      name,
      roles,
      sessionId: `ses_${name}`,
      address,
    };
    return ok({ principal, expiresAtMs: Date.now() + this.expiresAfterMs });
  }
}
