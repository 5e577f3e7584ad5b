import type { Audit } from '@maximus/audit';
import type { OneTimeLink, Role } from '@maximus/contracts';
import { type Clock, fail, newId, ok, type Result } from '@maximus/kernel';
import { type Database, type Tx, type UserChange, type UserRecord, userRows } from '@maximus/storage';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { coversRole } from '../tokens/scopes.ts';
import type { Links } from './links.ts';
import { nameKey } from './name.ts';

/** What an administrator changes; absent fields stay. */
export interface AccountChange {
  readonly displayName?: string | undefined;
  readonly email?: string | null | undefined;
  readonly roles?: readonly Role[] | undefined;
  readonly disabled?: boolean | undefined;
}

/** Accounts, as administrators manage them. */
export interface Accounts {
  /** A new account and the link with which its person chooses a password; `identity.name_taken`. */
  create(
    wish: {
      readonly name: string;
      readonly displayName: string;
      readonly email: string | null;
      readonly roles: readonly Role[];
    },
    caller: Caller,
  ): Promise<Result<{ readonly user: UserRecord; readonly invitation: OneTimeLink }>>;
  /**
   * Changes an account. A change of roles, or disabling, ends its sessions: the next log-in has the new rights. Failures:
   * `identity.user_not_found`, `.last_admin`, `.own_roles`; `changedSince` where `version` is not the one that was read.
   */
  update(
    id: string,
    change: AccountChange,
    caller: Caller,
    version?: number,
  ): Promise<Result<UserRecord | 'changed since'>>;
  /** A link for a new password. */
  invite(id: string, caller: Caller): Promise<Result<OneTimeLink>>;
}

/** Creates the accounts of a database. */
export function createAccounts(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly sessions: Sessions;
  readonly links: Links;
  readonly watch: RevocationWatch;
  /** Whether there is a provider to log in with, so that its administrators count as ones who can. */
  readonly withOidc: boolean;
}): Accounts {
  const { db, clock, audit, sessions, links, watch, withOidc } = needs;

  const updateIn = async (
    tx: Tx,
    id: string,
    change: AccountChange,
    caller: Caller,
    version?: number,
  ): Promise<Result<UserRecord | 'changed since'>> => {
    // Who is an administrator changes one at a time, so that two cannot take each other's place away at once.
    await userRows.lockAdmins(tx);
    const user = await userRows.lock(tx, id);
    if (user === undefined) return fail(errors.user_not_found(`there is no account ${id}`));
    if (version !== undefined && version !== user.version) return ok('changed since');
    const roles = change.roles ?? user.roles;
    const added = roles.filter((role) => !user.roles.includes(role));
    const rolesChanged = added.length > 0 || roles.length !== user.roles.length;
    const gained = added.filter((role) => !coversRole(user.roles, role));
    if (gained.length > 0 && actsFor(caller) === user.id) {
      return fail(errors.own_roles(`nobody gives ${gained.join(', ')} to the own account`));
    }
    const disabled = change.disabled ?? user.disabledAt !== null;
    const wasAdmin = user.roles.includes('admin') && user.disabledAt === null;
    const staysAdmin = roles.includes('admin') && !disabled;
    if (wasAdmin && !staysAdmin && (await userRows.countAdmins(tx, { withOidc, except: user.id })) === 0) {
      return fail(errors.last_admin('this is the last administrator who can log in'));
    }
    const at = new Date(clock.now());
    const columns: UserChange = {
      ...(change.displayName === undefined ? {} : { displayName: change.displayName }),
      ...(change.email === undefined ? {} : { email: change.email }),
      ...(rolesChanged ? { roles } : {}),
      ...(disabled === (user.disabledAt !== null) ? {} : { disabledAt: disabled ? at : null }),
    };
    if (Object.keys(columns).length === 0) return ok(user);
    const updated = await userRows.update(tx, user.id, columns, at);
    const from = { roles: user.roles, disabled: user.disabledAt !== null };
    const to = { roles: updated.roles, disabled: updated.disabledAt !== null };
    // Names and addresses of people stay out of the log: they could not be erased from it.
    const detail = { fields: Object.keys(columns) };
    await audit.append(tx, entryOf(caller, 'user.updated', { kind: 'user', id: user.id }, { from, to, detail }));
    if (rolesChanged || disabled) {
      const reason = disabled ? 'disabled' : 'roles changed';
      await sessions.endAllIn(tx, user.id, reason);
      if (disabled) await links.end(tx, user.id);
      await watch.announce(tx, [{ kind: 'user', id: user.id, reason }]);
    }
    return ok(updated);
  };

  return {
    async create(wish, caller) {
      const made = await db.transaction(async (tx) => {
        const user = await userRows.insert(tx, {
          ...wish,
          id: newId('usr', clock),
          nameKey: nameKey(wish.name),
          at: new Date(clock.now()),
        });
        if (user === undefined) return undefined;
        await audit.append(
          tx,
          entryOf(caller, 'user.created', { kind: 'user', id: user.id }, { to: { roles: user.roles } }),
        );
        return { user, invitation: await links.invite(tx, user, caller) };
      });
      return made === undefined ? fail(errors.name_taken('this log-in name is taken')) : ok(made);
    },

    async update(id, change, caller, version) {
      const updated = await db.transaction((tx) => updateIn(tx, id, change, caller, version));
      await watch.wake();
      return updated;
    },

    async invite(id, caller) {
      return db.transaction(async (tx) => {
        const user = await userRows.lock(tx, id);
        if (user === undefined) return fail(errors.user_not_found(`there is no account ${id}`));
        if (user.disabledAt !== null) return fail(errors.account_disabled('the account is disabled'));
        if (user.oidcSubject !== null) return fail(errors.no_local_password('this account has no password here'));
        return ok(await links.invite(tx, user, caller));
      });
    },
  };
}

/** The person who acts, also behind a token. */
function actsFor({ principal }: Caller): string | undefined {
  return principal.kind === 'anonymous' ? undefined : principal.userId;
}
