import type { Principal } from '@maximus/http';
import type { Clock } from '@maximus/kernel';
import {
  type ApiTokenWithOwner,
  apiTokenRows,
  type Database,
  type SessionWithUser,
  sessionRows,
} from '@maximus/storage';
import type { Revocation, RevocationWatch } from '../revocations/watch.ts';
import { digestOf } from '../secrets/digest.ts';
import { effectiveScopes } from '../tokens/scopes.ts';

/** What a session or a token lets its bearer do; the address is the request's. */
export interface Grant {
  readonly kind: 'session' | 'token';
  readonly id: string;
  readonly userId?: string;
  /** When it ends by itself. */
  readonly endsAtMs: number;
  principal(address: string): Principal;
}

/** Looks credentials up, and remembers the answers for a moment. */
export interface Grants {
  /** By secret; from memory for up to 5 s. */
  ofSecret(kind: Grant['kind'], secret: string, address: string): Promise<Grant | undefined>;
  /** By id, always from the database: for sockets that ask again. */
  ofId(kind: Grant['kind'], id: string, address: string): Promise<Grant | undefined>;
  stop(): Promise<void>;
}

const REMEMBERED_MS = 5_000;
const MOST_REMEMBERED = 10_000;
/** A use is written down at most so often. */
const TOUCH_MS = 60_000;

/** Creates the look-up; a revocation anywhere takes back what is remembered here. */
export function createGrants(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly watch: RevocationWatch;
  readonly idleMs: number;
  readonly log: { warn(fields: object, message: string): void };
}): Grants {
  const { db, clock, watch, idleMs, log } = needs;
  const remembered = new Map<string, { readonly grant: Grant; readonly untilMs: number }>();
  const lookingUp = new Map<string, Promise<Grant | undefined>>();
  const touching = new Set<Promise<void>>();
  /** Raised by each revocation, so that a look-up that began before one is not remembered after it. */
  let generation = 0;

  const unwatch = watch.onRevoked((revocation) => {
    generation += 1;
    for (const [key, { grant }] of remembered) if (concerns(revocation, grant)) remembered.delete(key);
  });

  const touch = (work: Promise<void>): void => {
    const noted = work
      // The request goes on: a late note of its use changes nothing for anybody.
      .catch((error: unknown) => log.warn({ err: error }, 'the use of a credential could not be noted'))
      .finally(() => touching.delete(noted));
    touching.add(noted);
  };

  const sessionGrant = (session: SessionWithUser | undefined): Grant | undefined => {
    if (session === undefined || session.disabled) return undefined;
    const nowMs = clock.now();
    const seenMs = session.lastSeenAt.getTime();
    if (session.expiresAt.getTime() <= nowMs || seenMs + idleMs <= nowMs) return undefined;
    const touchBefore = new Date(nowMs - TOUCH_MS);
    if (seenMs < touchBefore.getTime()) touch(sessionRows.touch(db, session.id, new Date(nowMs), touchBefore));
    const { id, userId, userName: name, roles } = session;
    return {
      kind: 'session',
      id,
      userId,
      endsAtMs: session.expiresAt.getTime(),
      principal: (address) => ({ kind: 'user', userId, name, roles, sessionId: id, address }),
    };
  };

  const tokenGrant = (token: ApiTokenWithOwner | undefined, address: string): Grant | undefined => {
    const nowMs = clock.now();
    if (token === undefined || token.revokedAt !== null || token.ownerDisabled) return undefined;
    if (token.expiresAt.getTime() <= nowMs) return undefined;
    const touchBefore = new Date(nowMs - TOUCH_MS);
    if ((token.lastUsedAt?.getTime() ?? 0) < touchBefore.getTime()) {
      touch(apiTokenRows.touch(db, token.id, new Date(nowMs), address.slice(0, 64), touchBefore));
    }
    const scopes = effectiveScopes(token.scopes, token.ownerRoles);
    const owner = token.ownerId === null ? {} : { userId: token.ownerId };
    return {
      kind: 'token',
      id: token.id,
      ...owner,
      endsAtMs: token.expiresAt.getTime(),
      principal: (from) => ({ kind: 'token', tokenId: token.id, scopes, ...owner, name: token.name, address: from }),
    };
  };

  const find = async (
    kind: Grant['kind'],
    by: { readonly secretHash: Buffer } | { readonly id: string },
    address: string,
  ): Promise<Grant | undefined> =>
    kind === 'session'
      ? sessionGrant(await sessionRows.find(db, by))
      : tokenGrant(await apiTokenRows.find(db, by), address);

  const remember = (key: string, grant: Grant): void => {
    remembered.delete(key);
    remembered.set(key, { grant, untilMs: Math.min(clock.now() + REMEMBERED_MS, grant.endsAtMs) });
    const oldest = remembered.size > MOST_REMEMBERED ? remembered.keys().next().value : undefined;
    if (oldest !== undefined) remembered.delete(oldest);
  };

  return {
    async ofSecret(kind, secret, address) {
      const secretHash = digestOf(secret);
      const key = `${kind} ${secretHash.toString('base64')}`;
      const known = remembered.get(key);
      if (known !== undefined && clock.now() < known.untilMs) return known.grant;
      remembered.delete(key);
      const running = lookingUp.get(key);
      if (running !== undefined) return running;
      const began = generation;
      const lookUp = find(kind, { secretHash }, address)
        .then((grant) => {
          if (grant !== undefined && began === generation) remember(key, grant);
          return grant;
        })
        .finally(() => lookingUp.delete(key));
      lookingUp.set(key, lookUp);
      return lookUp;
    },
    ofId: (kind, id, address) => find(kind, { id }, address),
    stop: async () => {
      unwatch();
      await Promise.all(touching);
    },
  };
}

/** Whether a revocation is about a grant. */
function concerns(revocation: Revocation, grant: Pick<Grant, 'kind' | 'id' | 'userId'>): boolean {
  if (revocation.kind === 'all') return true;
  if (revocation.kind === 'user') return revocation.id === grant.userId;
  return revocation.kind === grant.kind && revocation.id === grant.id;
}
