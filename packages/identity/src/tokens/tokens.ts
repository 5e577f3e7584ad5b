import type { Audit } from '@maximus/audit';
import type { ApiToken, CreatedApiToken, Role, TokenScope } from '@maximus/contracts';
import { type Clock, fail, newId, ok, type Result } from '@maximus/kernel';
import { type ApiTokenRecord, apiTokenRows, type Database } from '@maximus/storage';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import { digestOf } from '../secrets/digest.ts';
import { newSecret } from '../secrets/secret-text.ts';
import { coversScope } from './scopes.ts';

const DAY_MS = 86_400_000;
/** Live tokens of one person, and of all services together. */
const MOST_TOKENS = { person: 50, service: 500 };

/** What a new token is made of. */
interface TokenWish {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly expiresInDays: number;
}

/** API tokens. */
export interface Tokens {
  /**
   * Makes a token for a person within their roles, or with a null owner for a service. `maker` is the person who asks. The
   * answer is the only place where the secret is. Failures: `identity.scope_exceeds_roles`, `.scope_needs_person`, `.too_many_tokens`.
   */
  create(
    wish: TokenWish,
    owner: { readonly id: string; readonly roles: readonly Role[] } | null,
    makerId: string,
    caller: Caller,
  ): Promise<Result<CreatedApiToken>>;
  /** Ends a token, of one owner where one is named. */
  revoke(tokenId: string, caller: Caller, ownerId?: string): Promise<Result<undefined>>;
}

/** Creates the tokens of a database. */
export function createTokens(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly watch: RevocationWatch;
}): Tokens {
  const { db, clock, audit, watch } = needs;
  return {
    async create(wish, owner, makerId, caller) {
      const scopes = [...new Set(wish.scopes)];
      if (owner === null && scopes.includes('review')) {
        return fail(errors.scope_needs_person('a token without a person as owner cannot review'));
      }
      const beyond = owner === null ? [] : scopes.filter((scope) => !coversScope(owner.roles, scope));
      if (beyond.length > 0) return fail(errors.scope_exceeds_roles(`your roles do not cover ${beyond.join(', ')}`));
      const now = new Date(clock.now());
      const most = owner === null ? MOST_TOKENS.service : MOST_TOKENS.person;
      if ((await apiTokenRows.countLive(db, owner?.id ?? null, now)) >= most) {
        return fail(errors.too_many_tokens(`there are ${most} tokens already`));
      }
      const secret = newSecret('mxt');
      const made = await db.transaction(async (tx) => {
        const token = await apiTokenRows.insert(tx, {
          id: newId('tok', clock),
          ownerId: owner?.id ?? null,
          createdBy: makerId,
          name: wish.name.toWellFormed().replaceAll('\u0000', ''),
          scopes,
          secretHash: digestOf(secret),
          createdAt: now,
          expiresAt: new Date(now.getTime() + wish.expiresInDays * DAY_MS),
        });
        const to = { name: token.name, scopes, owner: owner?.id ?? null, expires_at: token.expiresAt };
        await audit.append(tx, entryOf(caller, 'token.created', { kind: 'token', id: token.id }, { to }));
        return token;
      });
      return ok({ ...tokenView(made), secret });
    },

    async revoke(tokenId, caller, ownerId) {
      const revoked = await db.transaction(async (tx) => {
        const token = await apiTokenRows.revoke(tx, tokenId, new Date(clock.now()), ownerId);
        if (token === undefined) return undefined;
        await watch.announce(tx, [{ kind: 'token', id: token.id, reason: 'revoked' }]);
        await audit.append(tx, entryOf(caller, 'token.revoked', { kind: 'token', id: token.id }));
        return token;
      });
      if (revoked === undefined) return fail(errors.token_not_found(`there is no token ${tokenId} to revoke`));
      watch.tell([{ kind: 'token', id: revoked.id, reason: 'revoked' }]);
      return ok(undefined);
    },
  };
}

/** A token as the API shows it. */
export function tokenView(token: ApiTokenRecord): ApiToken {
  return {
    id: token.id as ApiToken['id'],
    name: token.name,
    scopes: [...token.scopes],
    owner_id: token.ownerId as ApiToken['owner_id'],
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt.toISOString(),
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    last_used_address: token.lastUsedAddress,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}
