import type { Audit } from '@maximus/audit';
import type { OneTimeLink, Role } from '@maximus/contracts';
import { type Clock, fail, newId, newUuid, ok, type Result } from '@maximus/kernel';
import {
  type AccessLinkRecord,
  accessLinkRows,
  type Database,
  recoveryCodeRows,
  type Tx,
  type UserRecord,
  userRows,
  type Writer,
} from '@maximus/storage';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { LoginThrottle } from '../login/throttle.ts';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import { digestOf } from '../secrets/digest.ts';
import { isSecret, newSecret } from '../secrets/secret-text.ts';
import type { Origins } from '../sessions/origins.ts';
import type { NewSession, Sessions } from '../sessions/sessions.ts';
import { nameKey } from './name.ts';

/** Who opens a link. */
export type LinkHolder =
  | { readonly purpose: 'first-admin' }
  | { readonly purpose: 'invitation'; readonly user: UserRecord };

/** What the page behind a link sends; the names count for the first account only. */
export interface LinkAnswer {
  readonly secret: string;
  readonly password: string;
  readonly name: string;
  readonly displayName: string;
}

/** One-time links: for the first account, and for a new password. Shown once, stored as digests. */
export interface Links {
  /**
   * A link for the first administrator, as long as there is none who can log in: at first, or when a provider that the only
   * ones came from was taken away. Each call makes a further one.
   */
  firstAdmin(): Promise<OneTimeLink | undefined>;
  invite(tx: Tx, user: UserRecord, caller: Caller): Promise<OneTimeLink>;
  /** Who a link is for, without using it; `identity.link_invalid`. */
  holder(secret: string): Promise<Result<LinkHolder>>;
  /** Uses a link: sets the password, removes an authenticator, ends other sessions and opens one. */
  redeem(answer: LinkAnswer, caller: Caller): Promise<Result<NewSession>>;
  /** Ends the links of a person. */
  end(tx: Tx, userId: string): Promise<void>;
}

const FIRST_ADMIN_MS = 30 * 60_000;
const INVITATION_MS = 72 * 3_600_000;
/** The first account may do everything; later administrators do not get `reviewer` by themselves (platform.md §2). */
const FIRST_ROLES: readonly Role[] = ['admin', 'operator', 'reviewer'];

/** What links need. */
interface LinkNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly throttle: LoginThrottle;
  readonly watch: RevocationWatch;
  readonly origins: Origins;
  /** Whether there is a provider to log in with. */
  readonly withOidc: boolean;
}

/** Creates the links of a database. */
export function createLinks(needs: LinkNeeds): Links {
  const { db, clock, audit, hasher, sessions, throttle, watch, origins, withOidc } = needs;
  const hasAdmin = async (writer: Writer) => (await userRows.countAdmins(writer, { withOidc })) > 0;

  const make = async (
    tx: Tx,
    purpose: AccessLinkRecord['purpose'],
    userId: string | null,
    lastsMs: number,
  ): Promise<OneTimeLink> => {
    const secret = newSecret('mxl');
    const createdAt = new Date(clock.now());
    const expiresAt = new Date(createdAt.getTime() + lastsMs);
    const id = newUuid(clock);
    await accessLinkRows.replace(tx, { id, purpose, userId, secretHash: digestOf(secret), createdAt, expiresAt });
    return { url: `${origins.publicUrl()}/setup?link=${secret}`, expires_at: expiresAt.toISOString() };
  };

  const holder: Links['holder'] = async (secret) => {
    const refused = fail(errors.link_invalid('the link was used or has expired'));
    if (!isSecret('mxl', secret)) return refused;
    const link = await accessLinkRows.find(db, digestOf(secret), new Date(clock.now()));
    if (link === undefined) return refused;
    if (link.userId === null) return (await hasAdmin(db)) ? refused : ok({ purpose: 'first-admin' });
    const user = await userRows.byId(db, link.userId);
    return user === undefined || user.disabledAt !== null ? refused : ok({ purpose: 'invitation', user });
  };

  /** Takes the link for good; `undefined` when somebody was faster. */
  const take = async (tx: Tx, secret: string): Promise<AccessLinkRecord | undefined> => {
    const now = new Date(clock.now());
    const link = await accessLinkRows.find(tx, digestOf(secret), now, true);
    if (link !== undefined) await accessLinkRows.markUsed(tx, link.id, now);
    return link;
  };

  const firstAccount = async (tx: Tx, answer: LinkAnswer, caller: Caller): Promise<Result<UserRecord>> => {
    await userRows.lockAdmins(tx);
    if (await hasAdmin(tx)) return fail(errors.setup_done('there is an administrator already'));
    const user = await userRows.insert(tx, {
      id: newId('usr', clock),
      name: answer.name,
      nameKey: nameKey(answer.name),
      displayName: answer.displayName,
      email: null,
      roles: FIRST_ROLES,
      at: new Date(clock.now()),
    });
    if (user === undefined) return fail(errors.name_taken('this log-in name is taken'));
    await accessLinkRows.remove(tx, null);
    await audit.append(
      tx,
      entryOf(caller, 'user.created', { kind: 'user', id: user.id }, { to: { roles: FIRST_ROLES } }),
    );
    return ok(user);
  };

  const invited = async (tx: Tx, link: AccessLinkRecord, caller: Caller): Promise<Result<UserRecord>> => {
    const user = await userRows.lock(tx, link.userId ?? '');
    if (user === undefined || user.disabledAt !== null || user.oidcSubject !== null) {
      return fail(errors.link_invalid('the account cannot be used'));
    }
    await sessions.endAllIn(tx, user.id, 'password changed');
    await recoveryCodeRows.replace(tx, user.id, []);
    await audit.append(tx, entryOf(caller, 'user.link_used', { kind: 'user', id: user.id }));
    return ok(user);
  };

  return {
    holder,
    end: (tx, userId) => accessLinkRows.remove(tx, userId),

    firstAdmin: () =>
      db.transaction(async (tx) => ((await hasAdmin(tx)) ? undefined : make(tx, 'first-admin', null, FIRST_ADMIN_MS))),

    async invite(tx, user, caller) {
      await audit.append(tx, entryOf(caller, 'user.invited', { kind: 'user', id: user.id }));
      return make(tx, 'invitation', user.id, INVITATION_MS);
    },

    async redeem(answer, caller) {
      const held = await holder(answer.secret);
      if (!held.ok) return held;
      const names =
        held.value.purpose === 'first-admin'
          ? [answer.name, answer.displayName]
          : [held.value.user.name, held.value.user.displayName, held.value.user.email];
      const checked = checkNewPassword(answer.password, names);
      if (!checked.ok) return checked;
      const passwordHash = await hasher.hash(checked.value);
      const opened = await inTransaction(db, async (tx): Promise<Result<NewSession>> => {
        const link = await take(tx, answer.secret);
        if (link === undefined) return fail(errors.link_invalid('the link was used or has expired'));
        const found = link.userId === null ? await firstAccount(tx, answer, caller) : await invited(tx, link, caller);
        if (!found.ok) return found;
        const at = new Date(clock.now());
        const noTotp = { totpSecret: null, totpEnabledAt: null, totpLastStep: null };
        const change = { passwordHash, passwordChangedAt: at, lastLoginAt: at, ...noTotp };
        const user = await userRows.update(tx, found.value.id, change, at);
        return ok(await sessions.open(tx, user, 'link', caller));
      });
      if (opened.ok) {
        await watch.wake();
        await throttle.forget(nameKey(opened.value.signedIn.user.name));
      }
      return opened;
    },
  };
}

/** A transaction that is rolled back when its outcome is a failure. */
async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<Result<T>>): Promise<Result<T>> {
  let outcome: Result<T> | undefined;
  const rollBack = new Error('rolled back');
  try {
    return await db.transaction(async (tx) => {
      outcome = await work(tx);
      if (!outcome.ok) throw rollBack;
      return outcome;
    });
  } catch (error) {
    if (error === rollBack && outcome !== undefined) return outcome;
    throw error;
  }
}
