import type { Audit } from '@maximus/audit';
import { type Clock, fail, isAppError, ok, type Result } from '@maximus/kernel';
import { type Database, type UserRecord, userRows } from '@maximus/storage';
import { nameKey } from '../accounts/name.ts';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { PasswordHasher } from '../passwords/hasher.ts';
import type { NewSession, Sessions } from '../sessions/sessions.ts';
import type { LoginThrottle } from './throttle.ts';
import type { SecondFactor } from './totp.ts';

/** What a person sends to log in. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  /** Six digits, or a recovery code. */
  readonly code?: string;
}

/** Log-in with a password. */
export interface PasswordLogIn {
  /**
   * A session for the right name, password and second factor. Failures: `identity.too_many_attempts`, `.busy`,
   * `.bad_credentials` (the same, and as slow, for an account that does not exist), `.second_factor_required`, `.second_factor_wrong`.
   */
  logIn(credentials: Credentials, caller: Caller): Promise<Result<NewSession>>;
  /** Asks a person that is logged in for the password again; charged like a log-in. */
  confirm(user: UserRecord, password: string, caller: Caller): Promise<Result<undefined>>;
  /** Runs a check of a second factor; charged like a log-in. */
  confirmCode(user: UserRecord, check: () => Promise<boolean>, caller: Caller): Promise<Result<undefined>>;
}

/** What logging in needs. */
interface LogInNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly hasher: PasswordHasher;
  readonly throttle: LoginThrottle;
  readonly secondFactor: SecondFactor;
  readonly sessions: Sessions;
  /** Called when sessions may have ended. */
  readonly wake: () => Promise<void>;
}

/** Attempts in hand; beyond, they are sent away at once, before they take a connection or memory. */
const MOST_PENDING = 200;

/** Creates the log-in of a database. */
export function createPasswordLogIn(needs: LogInNeeds): PasswordLogIn {
  const { db, clock, audit, hasher, throttle, secondFactor, sessions, wake } = needs;

  let pending = 0;

  /** Writes a failure down; what was typed as a name stays out unless it is one, since it may be the password. */
  const noteFailure = async (user: UserRecord | undefined, why: string, caller: Caller): Promise<void> => {
    const subject = { kind: 'user', id: user?.id ?? 'unknown' };
    await audit.append(db, entryOf(caller, 'session.refused', subject, { detail: { why } }));
  };

  /** Charges, runs the check, and gives the charge back when it held or could not be made. */
  const guarded = async (
    key: string,
    caller: Caller,
    check: () => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> => {
    const { address } = caller.principal;
    if (pending >= MOST_PENDING) return fail(errors.busy('too many log-ins at this moment', { retryAfterSeconds: 5 }));
    pending += 1;
    try {
      const charged = await throttle.charge(key, address);
      return charged.ok ? await judged(key, address, check) : charged;
    } finally {
      pending -= 1;
    }
  };

  const judged = async (
    key: string,
    address: string,
    check: () => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> => {
    try {
      const checked = await check();
      if (checked.ok) await throttle.succeeded(key, address);
      return checked;
    } catch (error) {
      // Not judged: too many wait, or the database is away.
      await throttle.refund(key, address);
      if (isAppError(error) && error.code === 'identity.busy') return fail(error);
      throw error;
    }
  };

  return {
    async logIn({ name, password, code }, caller) {
      const key = nameKey(name);
      let user: UserRecord | undefined;
      const { address } = caller.principal;
      const checked = await guarded(key, caller, async () => {
        user = await userRows.byNameKey(db, key);
        const usable = user !== undefined && user.disabledAt === null;
        if (!(await hasher.verify(usable ? (user?.passwordHash ?? null) : null, password)) || user === undefined) {
          await noteFailure(user, user === undefined ? 'no such account' : usable ? 'password' : 'disabled', caller);
          return fail(errors.bad_credentials('name or password is wrong'));
        }
        if (user.totpEnabledAt === null) return ok(undefined);
        if (code === undefined) {
          // The password was right and nothing was guessed: the form asks for the code next.
          await throttle.refund(key, address);
          return fail(errors.second_factor_required('a code of the authenticator is needed'));
        }
        if (await secondFactor.take(user, code)) return ok(undefined);
        await noteFailure(user, 'second factor', caller);
        return fail(errors.second_factor_wrong('the code is wrong or was used before'));
      });
      if (!checked.ok) return checked;
      const known = user;
      if (known === undefined) return fail(errors.bad_credentials('name or password is wrong'));
      const rehashed =
        known.passwordHash !== null && hasher.isOutdated(known.passwordHash) ? await hasher.hash(password) : undefined;
      const opened = await db.transaction(async (tx) => {
        const current = await userRows.lock(tx, known.id);
        // Between the check and now somebody may have disabled the account or changed its password.
        if (current === undefined || current.disabledAt !== null || current.passwordHash !== known.passwordHash)
          return undefined;
        const at = new Date(clock.now());
        const change = { lastLoginAt: at, ...(rehashed === undefined ? {} : { passwordHash: rehashed }) };
        const updated = await userRows.update(tx, current.id, change, at);
        return sessions.open(tx, updated, 'password', caller);
      });
      await wake();
      return opened === undefined ? fail(errors.bad_credentials('name or password is wrong')) : ok(opened);
    },

    confirm: (user, password, caller) =>
      guarded(nameKey(user.name), caller, async () => {
        if (await hasher.verify(user.passwordHash, password)) return ok(undefined);
        await noteFailure(user, 'password', caller);
        return fail(errors.bad_credentials('the password is wrong'));
      }),

    confirmCode: (user, check, caller) =>
      guarded(nameKey(user.name), caller, async () => {
        if (await check()) return ok(undefined);
        await noteFailure(user, 'second factor', caller);
        return fail(errors.second_factor_wrong('the code is wrong or was used before'));
      }),
  };
}
