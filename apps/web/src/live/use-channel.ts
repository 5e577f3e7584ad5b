import type { Publication } from '@maximus/contracts';
import { useEffect, useRef } from 'react';
import { useServices } from '../api/use-services.tsx';

/** What a component does with the messages of a channel. */
export interface ChannelReader {
  message?(publication: Publication): void;
  /** Something was or may have been missed that cannot be replayed: load by REST. */
  resync?(): void;
  /** While there is no socket: lists every 5 s, summaries every 30 s. */
  poll?(kind: 'list' | 'summary'): void;
}

/** Hands over every message of a channel without making the component render; the quiet sister of `useWebSocket`. */
export function useChannel(channel: string, reader: ChannelReader, enabled = true): void {
  const { live } = useServices();
  const latest = useRef(reader);
  latest.current = reader;
  useEffect(() => {
    if (!enabled) return;
    const stopReading = live.subscribe(channel, {
      message: (publication) => latest.current.message?.(publication),
      resync: () => latest.current.resync?.(),
    });
    const stopPolling = live.onPoll((kind) => latest.current.poll?.(kind));
    // What happened between loading a list and the first welcome was told to nobody: the list is asked once more.
    let joined = live.state === 'connected';
    const stopWaiting = live.onState((state) => {
      if (joined || state !== 'connected') return;
      joined = true;
      latest.current.resync?.();
    });
    return () => {
      stopWaiting();
      stopPolling();
      stopReading();
    };
  }, [live, channel, enabled]);
}
