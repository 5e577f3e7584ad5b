import { type Access, type Role, roles, type TokenScope } from '@maximus/contracts';

export { type Role, roles };

/** Who makes a request. */
export type Principal =
  | { readonly kind: 'anonymous'; readonly address: string }
  | {
      readonly kind: 'user';
      /** `usr_…`. */
      readonly userId: string;
      readonly name: string;
      readonly roles: readonly Role[];
      readonly sessionId: string;
      readonly address: string;
    }
  | {
      readonly kind: 'token';
      /** `tok_…`. */
      readonly tokenId: string;
      readonly scopes: readonly TokenScope[];
      /** The person or service that owns it, for four-eyes rules; absent for a service without a person. */
      readonly userId?: string;
      readonly name: string;
      readonly address: string;
    };

/** Which roles contain which: reviewer and operator contain viewer, admin contains operator; admin does not contain reviewer. */
const contains: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  reviewer: ['reviewer', 'viewer'],
  operator: ['operator', 'viewer'],
  admin: ['admin', 'operator', 'viewer'],
};

const roleOfScope: Partial<Record<TokenScope, Role>> = {
  read: 'viewer',
  review: 'reviewer',
  operate: 'operator',
  admin: 'admin',
};

/** Whether a role is held, by itself or within a wider one. A token holds the roles that its scopes stand for. */
export function holdsRole(principal: Principal, role: Role): boolean {
  if (principal.kind === 'anonymous') return false;
  const held: readonly Role[] =
    principal.kind === 'user'
      ? principal.roles
      : principal.scopes.flatMap((scope) => {
          const own = roleOfScope[scope];
          return own === undefined ? [] : [own];
        });
  return held.some((own) => contains[own].includes(role));
}

/** Whether a principal may use an endpoint: by role, or by one of the scopes it names. */
export function mayAccess(principal: Principal, access: Access): boolean {
  if (access.role === 'open') return true;
  if (principal.kind === 'anonymous') return false;
  if (principal.kind === 'token' && access.scopes?.some((scope) => principal.scopes.includes(scope))) return true;
  if (access.role === 'signed-in') return principal.kind === 'user' || principal.scopes.includes('read');
  return holdsRole(principal, access.role);
}
