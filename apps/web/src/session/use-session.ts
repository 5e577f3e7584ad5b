import type { Role, User } from '@maximus/contracts';
import { useQuery } from '@tanstack/react-query';
import { bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';

/** Who uses the page. */
export interface Session {
  readonly user: User | null;
  /** As pages show it. */
  readonly name: string;
  /** Held by itself or within a wider one. */
  readonly roles: readonly Role[];
}

/** Key of the session in the cache. */
export const sessionKey = ['session'] as const;

/** The session as a query: pending at the start of the page, failed with 401 where there is none. */
export function useSessionQuery() {
  const { api, csrf } = useServices();
  return useQuery({
    queryKey: sessionKey,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
    queryFn: async ({ signal }): Promise<Session> => {
      const me = await bodyOf(api.whoAmI({}, { signal }));
      csrf.token = me.csrf_token ?? undefined;
      return { user: me.user, name: me.user?.display_name ?? me.name, roles: me.roles };
    },
  });
}

/** The session; for components below the gate, where there is one. */
export function useSession(): Session {
  return useSessionQuery().data ?? { user: null, name: '', roles: [] };
}

/** Whether the person holds a role, itself or within a wider one. */
export function useHasRole(role: Role): boolean {
  return useSession().roles.includes(role);
}
