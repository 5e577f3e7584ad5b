import type { LiveError, LiveState } from '@maximus/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useServices } from '../api/use-services.tsx';

/** How the live connection is; read anew with every change of state. */
export interface LiveStatus {
  readonly state: LiveState;
  readonly connectionId: string | undefined;
  readonly error: LiveError | undefined;
  readonly isPolling: boolean;
}

/** The state of the page's one connection. */
export function useLiveState(): LiveStatus {
  const { live } = useServices();
  const subscribe = useCallback((changed: () => void) => live.onState(changed), [live]);
  const state = useSyncExternalStore(subscribe, () => live.state);
  return { state, connectionId: live.connectionId, error: live.error, isPolling: live.isPolling };
}
