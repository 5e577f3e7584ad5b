import type { Audit } from '@maximus/audit';
import { type Clock, fail, ok, type Result } from '@maximus/kernel';
import { type Database, recoveryCodeRows, type UserRecord, userRows } from '@maximus/storage';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { PasswordLogIn } from '../login/log-in.ts';
import { newRecoveryCodes, type SecondFactor } from '../login/totp.ts';
import type { PasswordHasher } from '../passwords/hasher.ts';
import { checkNewPassword } from '../passwords/password-rules.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import type { Sessions } from '../sessions/sessions.ts';

/** What people do with their own account; each step asks for the password, or a code, again. */
export interface SelfService {
  /** Ends all other sessions. API tokens stay; they are listed and revoked apart. */
  changePassword(
    user: UserRecord,
    current: string,
    next: string,
    sessionId: string,
    caller: Caller,
  ): Promise<Result<undefined>>;
  /** A secret that counts once it was confirmed. */
  startTotp(
    user: UserRecord,
    password: string,
    caller: Caller,
  ): Promise<Result<{ readonly secret: string; readonly uri: string }>>;
  confirmTotp(
    user: UserRecord,
    code: string,
    caller: Caller,
  ): Promise<Result<{ readonly recoveryCodes: readonly string[] }>>;
  removeTotp(user: UserRecord, password: string, code: string, caller: Caller): Promise<Result<undefined>>;
}

/** What self-service needs. */
interface SelfServiceNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly hasher: PasswordHasher;
  readonly passwordLogIn: PasswordLogIn;
  readonly secondFactor: SecondFactor;
  readonly sessions: Sessions;
  readonly watch: RevocationWatch;
}

/** Creates self-service on a database. */
export function createSelfService(needs: SelfServiceNeeds): SelfService {
  const { db, clock, audit, hasher, passwordLogIn, secondFactor, sessions, watch } = needs;
  const now = () => new Date(clock.now());
  const subjectOf = (user: UserRecord) => ({ kind: 'user', id: user.id });
  const local = (user: UserRecord): Result<undefined> =>
    user.passwordHash === null ? fail(errors.no_local_password('this account has no password here')) : ok(undefined);

  return {
    async changePassword(user, current, next, sessionId, caller) {
      const mayChange = local(user);
      if (!mayChange.ok) return mayChange;
      const confirmed = await passwordLogIn.confirm(user, current, caller);
      if (!confirmed.ok) return confirmed;
      const checked = checkNewPassword(next, [user.name, user.displayName, user.email]);
      if (!checked.ok) return checked;
      const passwordHash = await hasher.hash(checked.value);
      await db.transaction(async (tx) => {
        await userRows.update(tx, user.id, { passwordHash, passwordChangedAt: now() }, now());
        await sessions.endAllIn(tx, user.id, 'password changed', sessionId);
        await audit.append(tx, entryOf(caller, 'user.password_changed', subjectOf(user)));
      });
      await watch.wake();
      return ok(undefined);
    },

    async startTotp(user, password, caller) {
      const mayStart = local(user);
      if (!mayStart.ok) return mayStart;
      if (user.totpEnabledAt !== null) return fail(errors.totp_active('there is an authenticator already'));
      const confirmed = await passwordLogIn.confirm(user, password, caller);
      if (!confirmed.ok) return confirmed;
      const { secret, uri, sealed } = secondFactor.create(user);
      await userRows.update(db, user.id, { totpSecret: sealed, totpEnabledAt: null, totpLastStep: null }, now());
      return ok({ secret, uri });
    },

    async confirmTotp(user, code, caller) {
      if (user.totpEnabledAt !== null) return fail(errors.totp_active('there is an authenticator already'));
      if (user.totpSecret === null) return fail(errors.totp_not_started('no secret was asked for'));
      const confirmed = await passwordLogIn.confirmCode(user, () => secondFactor.takeTotp(user, code), caller);
      if (!confirmed.ok) return confirmed;
      const { codes, digests } = newRecoveryCodes(user.id);
      await db.transaction(async (tx) => {
        await userRows.update(tx, user.id, { totpEnabledAt: now() }, now());
        await recoveryCodeRows.replace(tx, user.id, digests);
        await audit.append(tx, entryOf(caller, 'user.totp_enabled', subjectOf(user)));
      });
      return ok({ recoveryCodes: codes });
    },

    async removeTotp(user, password, code, caller) {
      if (user.totpEnabledAt === null) return fail(errors.totp_not_started('there is no authenticator'));
      const byPassword = await passwordLogIn.confirm(user, password, caller);
      if (!byPassword.ok) return byPassword;
      const byCode = await passwordLogIn.confirmCode(user, () => secondFactor.take(user, code), caller);
      if (!byCode.ok) return byCode;
      await db.transaction(async (tx) => {
        await userRows.update(tx, user.id, { totpSecret: null, totpEnabledAt: null, totpLastStep: null }, now());
        await recoveryCodeRows.replace(tx, user.id, []);
        await audit.append(tx, entryOf(caller, 'user.totp_removed', subjectOf(user)));
      });
      return ok(undefined);
    },
  };
}
