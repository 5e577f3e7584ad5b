import type { LiveState } from '@maximus/client';
import { DecisionUpdate, PendingPatch, type Publication } from '@maximus/contracts';
import { useCallback, useState } from 'react';
import { useServices } from '../api/use-services.tsx';
import { useChannel } from './use-channel.ts';
import { useLiveState } from './use-live-state.ts';

/** What a page of reviews does with what arrives. */
export interface HitlHandlers {
  onNewPatch?(patch: PendingPatch): void;
  onDecisionUpdate?(update: DecisionUpdate): void;
  onSystemStatus?(status: Readonly<Record<string, unknown>>): void;
  /** Something was missed: reload by REST. */
  onResync?(): void;
  /** While there is no socket: the queue every 5 s, the summary every 30 s. */
  onPoll?(kind: 'list' | 'summary'): void;
}

/** What `useHITLWebSocket` gives (gateway.md §9). */
export interface HitlReader {
  readonly status: LiveState;
  readonly connectionId: string | undefined;
  readonly lastMessage: Publication | undefined;
  readonly connect: () => void;
  readonly disconnect: () => void;
  /** Says which decision is open here (`view`), for the others' presence; nothing where `undefined`. */
  readonly send: (decisionId: string | undefined) => void;
}

/** Reads the channel of reviews. */
export function useHITLWebSocket(handlers: HitlHandlers): HitlReader {
  const { live } = useServices();
  const status = useLiveState();
  const [lastMessage, setLastMessage] = useState<Publication>();
  useChannel('hitl', {
    message: (publication) => {
      setLastMessage(publication);
      if (publication.type === 'system_status') handlers.onSystemStatus?.(publication.data);
      if (publication.type === 'new_patch') {
        const read = PendingPatch.safeParse(publication.data);
        // A reference in the place of a large row, or a row of a newer server: the list is asked instead.
        if (read.success) handlers.onNewPatch?.(read.data);
        else handlers.onResync?.();
      }
      if (publication.type === 'decision_update') {
        const read = DecisionUpdate.safeParse(publication.data);
        if (read.success) handlers.onDecisionUpdate?.(read.data);
        else handlers.onResync?.();
      }
    },
    resync: () => handlers.onResync?.(),
    poll: (kind) => handlers.onPoll?.(kind),
  });
  return {
    status: status.state,
    connectionId: status.connectionId,
    lastMessage,
    connect: useCallback(() => live.connect(), [live]),
    disconnect: useCallback(() => live.disconnect(), [live]),
    send: useCallback(
      (decisionId: string | undefined) =>
        void live.command('presence', { channel: 'hitl', ...(decisionId !== undefined && { state: decisionId }) }),
      [live],
    ),
  };
}
