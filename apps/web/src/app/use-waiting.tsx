import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { bodyOf } from '../api/failures.ts';
import { useServices } from '../api/use-services.tsx';
import { useChannel } from '../live/use-channel.ts';
import { useOncePerSecond } from '../live/use-once-per-second.ts';
import { iconAddress } from './waiting.ts';

const key = ['waiting'] as const;
const WaitingContext = createContext(0);

/** Knows how many decisions wait, and keeps the icon of the tab true. */
export function WaitingProvider({ children }: { readonly children: ReactNode }) {
  const { api } = useServices();
  const queries = useQueryClient();
  const { data = 0 } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await bodyOf(api.listPendingPatches({ query: { limit: 1 } }, { signal }))).total,
  });
  const refresh = useOncePerSecond(() => void queries.invalidateQueries({ queryKey: key }));
  useChannel('hitl', { message: refresh, resync: refresh, poll: (kind) => kind === 'summary' && refresh() });
  useEffect(() => document.getElementById('favicon')?.setAttribute('href', iconAddress(data)), [data]);
  return <WaitingContext value={data}>{children}</WaitingContext>;
}

/** How many decisions wait. */
export function useWaiting(): number {
  return useContext(WaitingContext);
}
