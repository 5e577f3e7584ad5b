import type { Role, TokenScope } from '@maximus/contracts';

/** The role that covers a scope. */
const roleOf: Readonly<Record<TokenScope, Role>> = {
  read: 'viewer',
  'inventory:write': 'operator',
  'advisories:read': 'viewer',
  'metrics:read': 'viewer',
  remediate: 'operator',
  review: 'reviewer',
  operate: 'operator',
  admin: 'admin',
};

/** Which roles contain a role; see `holdsRole` of http. */
const holders: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer', 'reviewer', 'operator', 'admin'],
  reviewer: ['reviewer'],
  operator: ['operator', 'admin'],
  admin: ['admin'],
};

/** Whether roles hold another one, by itself or within a wider one. */
export function coversRole(roles: readonly Role[], role: Role): boolean {
  return holders[role].some((holder) => roles.includes(holder));
}

/** Whether roles cover a scope. */
export function coversScope(roles: readonly Role[], scope: TokenScope): boolean {
  return coversRole(roles, roleOf[scope]);
}

/**
 * What a token may be used for now: never more than its owner may do, whatever it was made with; without a person as
 * owner never `review` (platform.md §2).
 */
export function effectiveScopes(scopes: readonly TokenScope[], ownerRoles: readonly Role[] | null): TokenScope[] {
  if (ownerRoles === null) return scopes.filter((scope) => scope !== 'review');
  return scopes.filter((scope) => coversScope(ownerRoles, scope));
}
