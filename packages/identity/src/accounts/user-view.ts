import type { User } from '@maximus/contracts';
import type { UserRecord } from '@maximus/storage';

/** An account as the API shows it: nothing that proves its person. */
export function userView(user: UserRecord): User {
  return {
    id: user.id as User['id'],
    name: user.name,
    display_name: user.displayName,
    email: user.email,
    roles: [...user.roles],
    login: user.oidcSubject !== null ? 'oidc' : user.passwordHash !== null ? 'password' : 'none',
    totp: user.totpEnabledAt !== null,
    disabled: user.disabledAt !== null,
    created_at: user.createdAt.toISOString(),
    last_login_at: user.lastLoginAt?.toISOString() ?? null,
    version: user.version,
  };
}
