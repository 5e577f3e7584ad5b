import type { Audit } from '@maximus/audit';
import type { Session, SignedIn } from '@maximus/contracts';
import { type Clock, newId } from '@maximus/kernel';
import { type Database, type SessionRecord, sessionRows, type Tx, type UserRecord } from '@maximus/storage';
import { userView } from '../accounts/user-view.ts';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import { digestOf } from '../secrets/digest.ts';
import type { SealingKey } from '../secrets/seal.ts';
import { newSecret } from '../secrets/secret-text.ts';
import type { CookieJar } from './cookies.ts';

/** Sessions of one account; the oldest end first. */
const MOST_SESSIONS = 50;

/** A log-in that succeeded: what the page is told, and the cookie that carries it. */
export interface NewSession {
  readonly signedIn: SignedIn;
  readonly setCookie: string;
}

/** Log-ins of people. */
export interface Sessions {
  /**
   * Opens a session with a new secret, in the transaction of the log-in, and ends the one that the request came with, so
   * that a planted cookie gains nothing (session fixation).
   */
  open(tx: Tx, user: UserRecord, method: SessionRecord['method'], caller: Caller): Promise<NewSession>;
  /** The CSRF token of a session: signed, so that nothing is stored for it. */
  csrfToken(sessionId: string): string;
  list(userId: string, currentId?: string): Promise<readonly Session[]>;
  /** Ends one session; `identity.session_not_found` when the user has none such. */
  end(userId: string, sessionId: string, caller: Caller): Promise<void>;
  /** Ends all sessions of a user, or all but one; returns how many. */
  endAll(userId: string, caller: Caller, exceptId?: string): Promise<number>;
  /** The same inside a transaction, for what ends sessions by the way; the caller tells `watch` after the commit. */
  endAllIn(tx: Tx, userId: string, reason: string, exceptId?: string): Promise<number>;
}

/** What sessions need. */
interface SessionNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly key: SealingKey;
  readonly cookies: CookieJar;
  readonly watch: RevocationWatch;
  readonly lifetimeMs: number;
}

/** Creates the sessions of a database. */
export function createSessions(needs: SessionNeeds): Sessions {
  const { db, clock, audit, key, cookies, watch, lifetimeMs } = needs;
  const csrfToken = (sessionId: string) => key.sign('csrf', sessionId);

  const endAllIn: Sessions['endAllIn'] = async (tx, userId, reason, exceptId) => {
    const ended = await sessionRows.remove(tx, userId, exceptId === undefined ? {} : { except: exceptId });
    await watch.announce(
      tx,
      ended.map((id) => ({ kind: 'session' as const, id, reason })),
    );
    return ended.length;
  };

  return {
    csrfToken,
    endAllIn,

    async open(tx, user, method, caller) {
      const { principal } = caller;
      const now = new Date(clock.now());
      const secret = newSecret('mxs');
      const id = newId('ses', clock);
      const expiresAt = new Date(now.getTime() + lifetimeMs);
      if (principal.kind === 'user' && principal.sessionId !== '') {
        const ended = await sessionRows.remove(tx, principal.userId, { only: principal.sessionId });
        await watch.announce(
          tx,
          ended.map((old) => ({ kind: 'session' as const, id: old, reason: 'replaced' })),
        );
      }
      await sessionRows.insert(tx, {
        id,
        userId: user.id,
        secretHash: digestOf(secret),
        method,
        address: principal.address.slice(0, 64),
        userAgent: caller.userAgent?.toWellFormed().replaceAll('\u0000', '') ?? null,
        createdAt: now,
        lastSeenAt: now,
        expiresAt,
      });
      const dropped = await sessionRows.keepNewest(tx, user.id, MOST_SESSIONS);
      await watch.announce(
        tx,
        dropped.map((old) => ({ kind: 'session' as const, id: old, reason: 'too many' })),
      );
      const actor = { kind: 'user', id: user.id, name: user.displayName, userId: user.id } as const;
      await audit.append(
        tx,
        entryOf(caller, 'session.opened', { kind: 'user', id: user.id }, { actor, sessionId: id, detail: { method } }),
      );
      return {
        signedIn: {
          user: userView(user),
          session_id: id as SignedIn['session_id'],
          csrf_token: csrfToken(id),
          expires_at: expiresAt.toISOString(),
        },
        setCookie: cookies.set(secret, lifetimeMs / 1_000),
      };
    },

    async list(userId, currentId) {
      const sessions = await sessionRows.ofUser(db, userId);
      return sessions.map((session) => ({
        id: session.id as Session['id'],
        current: session.id === currentId,
        method: session.method,
        address: session.address,
        user_agent: session.userAgent,
        created_at: session.createdAt.toISOString(),
        last_seen_at: session.lastSeenAt.toISOString(),
        expires_at: session.expiresAt.toISOString(),
      }));
    },

    async end(userId, sessionId, caller) {
      await db.transaction(async (tx) => {
        const ended = await sessionRows.remove(tx, userId, { only: sessionId });
        if (ended.length === 0) throw errors.session_not_found(`there is no session ${sessionId}`);
        await watch.announce(tx, [{ kind: 'session', id: sessionId, reason: 'ended' }]);
        await audit.append(
          tx,
          entryOf(caller, 'session.ended', { kind: 'session', id: sessionId }, { detail: { userId } }),
        );
      });
      watch.tell([{ kind: 'session', id: sessionId, reason: 'ended' }]);
    },

    async endAll(userId, caller, exceptId) {
      const ended = await db.transaction(async (tx) => {
        const count = await endAllIn(tx, userId, 'ended', exceptId);
        await audit.append(
          tx,
          entryOf(caller, 'session.ended_all', { kind: 'user', id: userId }, { detail: { count } }),
        );
        return count;
      });
      await watch.wake();
      return ended;
    },
  };
}
