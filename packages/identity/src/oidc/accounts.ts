import type { Audit } from '@maximus/audit';
import { LoginName, type Role } from '@maximus/contracts';
import { type Clock, fail, newId, ok, type Result } from '@maximus/kernel';
import { type Database, type Tx, type UserRecord, userRows } from '@maximus/storage';
import { nameKey } from '../accounts/name.ts';
import { type Caller, entryOf } from '../caller.ts';
import { errors } from '../errors.ts';
import type { RevocationWatch } from '../revocations/watch.ts';
import type { NewSession, Sessions } from '../sessions/sessions.ts';

/** A person as the provider vouches for it. */
export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly preferredName: string | undefined;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly roles: readonly Role[];
}

/**
 * Logs a person of the provider in. Known by issuer and subject only: never by name or e-mail, which a provider may give to
 * somebody else. Roles are taken over at each log-in; the last administrator stays one.
 */
export async function logInPerson(
  needs: {
    readonly db: Database;
    readonly clock: Clock;
    readonly audit: Audit;
    readonly sessions: Sessions;
    readonly watch: RevocationWatch;
  },
  person: OidcPerson,
  caller: Caller,
): Promise<Result<NewSession>> {
  const { db, clock, audit, sessions, watch } = needs;
  const opened = await db.transaction(async (tx): Promise<Result<NewSession>> => {
    await userRows.lockAdmins(tx);
    const at = new Date(clock.now());
    const known = await userRows.byOidc(tx, person.issuer, person.subject);
    const user = known ?? (await insertPerson(tx, person, at, clock));
    if (user.disabledAt !== null) {
      const detail = { why: 'disabled' };
      await audit.append(tx, entryOf(caller, 'session.refused', { kind: 'user', id: user.id }, { detail }));
      return fail(errors.account_disabled('the account is disabled'));
    }
    const loseAdmin = user.roles.includes('admin') && !person.roles.includes('admin');
    const keepAdmin = loseAdmin && (await userRows.countAdmins(tx, { withOidc: true, except: user.id })) === 0;
    const roles: readonly Role[] = keepAdmin ? [...person.roles, 'admin'] : person.roles;
    const rolesChanged = roles.length !== user.roles.length || roles.some((role) => !user.roles.includes(role));
    const updated = await userRows.update(tx, user.id, { lastLoginAt: at, ...(rolesChanged ? { roles } : {}) }, at);
    if (known === undefined) {
      await audit.append(
        tx,
        entryOf(caller, 'user.created', { kind: 'user', id: user.id }, { to: { roles, login: 'oidc' } }),
      );
    } else if (rolesChanged) {
      await sessions.endAllIn(tx, user.id, 'roles changed');
      await watch.announce(tx, [{ kind: 'user', id: user.id, reason: 'roles changed' }]);
      const detail = { by: 'oidc groups', keptLastAdmin: keepAdmin };
      await audit.append(
        tx,
        entryOf(
          caller,
          'user.updated',
          { kind: 'user', id: user.id },
          { from: { roles: user.roles }, to: { roles }, detail },
        ),
      );
    }
    return ok(await sessions.open(tx, updated, 'oidc', caller));
  });
  await watch.wake();
  return opened;
}

/** The account of a person seen for the first time, under the name it prefers, or that name with a number. */
async function insertPerson(tx: Tx, person: OidcPerson, at: Date, clock: Clock): Promise<UserRecord> {
  const wished = LoginName.safeParse(person.preferredName?.slice(0, 56) ?? '');
  const id = newId('usr', clock);
  const base = wished.success ? wished.data : `person-${id.slice(-8)}`;
  for (let number = 1; number <= 20; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    const user = await userRows.insert(tx, {
      id,
      name,
      nameKey: nameKey(name),
      displayName: person.displayName ?? name,
      email: person.email ?? null,
      roles: person.roles,
      at,
      oidcIssuer: person.issuer,
      oidcSubject: person.subject,
    });
    if (user !== undefined) return user;
  }
  throw errors.name_taken(`the name ${base} and those after it are taken`);
}
