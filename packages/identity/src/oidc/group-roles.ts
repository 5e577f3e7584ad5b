import { type Role, roles } from '@maximus/contracts';

const MAX_GROUPS = 1_000;

/** Reads `group=role` lines; the last `=` counts, because a group may hold others (LDAP names do). */
export function parseGroupRoles(lines: readonly string[]): ReadonlyMap<string, ReadonlySet<Role>> {
  const map = new Map<string, Set<Role>>();
  for (const line of lines) {
    const at = line.lastIndexOf('=');
    const role = roles.find((known) => known === line.slice(at + 1));
    if (at < 1 || role === undefined) continue;
    const group = line.slice(0, at);
    map.set(group, (map.get(group) ?? new Set()).add(role));
  }
  return map;
}

/** The roles that a claim's groups have, in the order of roles; `claim` is whatever the provider sent. */
export function rolesOfGroups(
  claim: unknown,
  map: ReadonlyMap<string, ReadonlySet<Role>>,
  fallback: Role | undefined,
): Role[] {
  const groups = typeof claim === 'string' ? [claim] : Array.isArray(claim) ? claim.slice(0, MAX_GROUPS) : [];
  const held = new Set<Role>();
  for (const group of groups) {
    if (typeof group === 'string') for (const role of map.get(group) ?? []) held.add(role);
  }
  if (held.size === 0 && fallback !== undefined) held.add(fallback);
  return roles.filter((role) => held.has(role));
}
