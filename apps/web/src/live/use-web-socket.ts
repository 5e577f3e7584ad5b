import type { LiveState, SubscribeOptions } from '@maximus/client';
import type { Publication } from '@maximus/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useServices } from '../api/use-services.tsx';
import { useLiveState } from './use-live-state.ts';

/** How `useWebSocket` reads a channel. */
export interface WebSocketOptions extends SubscribeOptions {
  /** False: nothing is subscribed to; true. */
  readonly enabled?: boolean;
  onMessage?(publication: Publication): void;
  /** Something was missed that cannot be replayed: reload by REST. */
  onResync?(): void;
}

/** What `useWebSocket` gives (gateway.md §9). */
export interface WebSocketReader {
  /** The last message. */
  readonly data: Publication | undefined;
  readonly status: LiveState;
  readonly isConnected: boolean;
  readonly error: string | undefined;
  readonly usePolling: boolean;
  readonly queuedMessages: number;
  /** Says on the channel what this reader looks at: presence is the one thing that clients tell. */
  readonly send: (state: string) => void;
  readonly reconnect: () => void;
  readonly disconnect: () => void;
}

/** Reads one channel for as long as the component is there; the connection is shared by the whole page. */
export function useWebSocket(channel: string, options: WebSocketOptions = {}): WebSocketReader {
  const { live } = useServices();
  const status = useLiveState();
  const [data, setData] = useState<Publication>();
  const [refused, setRefused] = useState<string>();
  const latest = useRef(options);
  latest.current = options;
  const { enabled = true, filter, position } = options;
  const filterText = JSON.stringify(filter ?? null);

  useEffect(() => {
    if (!enabled) return;
    setRefused(undefined);
    const tags = JSON.parse(filterText) as typeof filter | null;
    return live.subscribe(
      channel,
      {
        message: (publication) => {
          setData(publication);
          latest.current.onMessage?.(publication);
        },
        resync: () => latest.current.onResync?.(),
        refused: (failure) => setRefused(failure.message),
      },
      { ...(tags !== null && tags !== undefined && { filter: tags }), ...(position !== undefined && { position }) },
    );
  }, [live, channel, enabled, filterText, position]);

  return {
    data,
    status: status.state,
    isConnected: status.state === 'connected',
    error: refused ?? status.error?.reason,
    usePolling: status.state === 'fallback',
    queuedMessages: live.queuedCommands,
    send: useCallback((state: string) => void live.command('presence', { channel, state }), [live, channel]),
    reconnect: useCallback(() => live.reconnect(), [live]),
    disconnect: useCallback(() => live.disconnect(), [live]),
  };
}
