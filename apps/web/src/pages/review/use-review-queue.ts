import type { DecisionUpdate } from '@maximus/contracts';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { QueuePage, QueueQuery } from '../../api/hitl-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { createFrameBatch } from '../../live/frame-batch.ts';
import { useHITLWebSocket } from '../../live/use-hitl-web-socket.ts';
import { applyUpdate, type QueueRow } from './apply-update.ts';
import { arrangeQueue } from './arrange-queue.ts';

/** Key under which every page of the queue is cached. */
export const queueKey = ['hitl', 'pending'] as const;
/** Key of the summaries. */
export const summaryKey = ['hitl', 'summary'] as const;
/** Key of one decision. */
export const decisionKey = (id: string) => ['hitl', 'decision', id] as const;

/** Milliseconds within which what was pushed is asked for once. */
const togetherMs = 400;

/**
 * Asks again for what pushes have made old: once for all that come together, and not before the last answer is there, so that
 * a storm of pushes neither overtakes itself nor keeps a slow server busy with questions that nobody waits for.
 */
export function useReviewRefresh(): (decisionId?: string) => void {
  const queries = useQueryClient();
  const state = useRef({ isOld: false, isAsking: false });
  return useCallback(
    (decisionId) => {
      if (decisionId !== undefined) void queries.invalidateQueries({ queryKey: decisionKey(decisionId) });
      const now = state.current;
      now.isOld = true;
      if (now.isAsking) return;
      now.isAsking = true;
      const ask = async () => {
        now.isOld = false;
        await Promise.all([queueKey, summaryKey].map((queryKey) => queries.invalidateQueries({ queryKey })));
        if (now.isOld) setTimeout(() => void ask(), togetherMs);
        else now.isAsking = false;
      };
      setTimeout(() => void ask(), togetherMs);
    },
    [queries],
  );
}

/** The queue as it is shown: live, and still under the pointer. */
export function useReviewQueue(asked: QueueQuery) {
  const { hitlApi } = useServices();
  const queries = useQueryClient();
  const key = JSON.stringify(asked);
  const query = useInfiniteQuery({
    queryKey: [...queueKey, key],
    queryFn: ({ pageParam, signal }): Promise<QueuePage> =>
      hitlApi.pending({ ...asked, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

  const rows = useRef(new Map<string, QueueRow>());
  const held = useRef(false);
  const [view, setView] = useState<{ key: string; shown: readonly string[]; waiting: readonly string[]; tick: number }>(
    {
      key,
      shown: [],
      waiting: [],
      tick: 0,
    },
  );
  const fresh = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const freshIds = useMemo(() => fresh.map(({ decision_id }) => decision_id as string), [fresh]);

  const arrange = useCallback(
    (force = false) => {
      const now = Date.now();
      setView((before) => {
        const isSame = before.key === key;
        const keep = new Set(
          isSame ? before.shown.filter((id) => (rows.current.get(id)?.outcome?.keepUntilMs ?? 0) > now) : [],
        );
        const next = arrangeQueue(isSame ? before.shown : [], freshIds, {
          held: held.current && !force && isSame,
          keep,
        });
        return { key, ...next, tick: before.tick + 1 };
      });
    },
    [key, freshIds],
  );

  useEffect(() => {
    if (query.isPlaceholderData || query.data === undefined) return;
    for (const row of fresh) {
      const known = rows.current.get(row.decision_id);
      // A frame may be ahead of the list that was asked for before it came.
      if (known === undefined || row.version >= known.version) rows.current.set(row.decision_id, row);
    }
    arrange();
  }, [fresh, query.isPlaceholderData, query.data, arrange]);

  const refresh = useReviewRefresh();
  const batch = useMemo(
    () =>
      createFrameBatch<DecisionUpdate>((updates) => {
        const now = Date.now();
        for (const update of updates) {
          const row = rows.current.get(update.decision_id);
          if (row !== undefined) rows.current.set(update.decision_id, applyUpdate(row, update, now));
        }
        setView((before) => ({ ...before, tick: before.tick + 1 }));
      }),
    [],
  );
  useEffect(() => () => batch.stop(), [batch]);

  const socket = useHITLWebSocket({
    onNewPatch: () => refresh(),
    onDecisionUpdate: (update) => {
      batch.add(update);
      refresh(update.decision_id);
    },
    onResync: () => void queries.invalidateQueries({ queryKey: ['hitl'] }),
    onPoll: (kind) => void queries.invalidateQueries({ queryKey: kind === 'list' ? queueKey : summaryKey }),
  });

  // What was decided leaves its place once it has been read and can no longer be taken back.
  const leavesAt = Math.min(...view.shown.map((id) => rows.current.get(id)?.outcome?.keepUntilMs ?? Infinity));
  useEffect(() => {
    if (!Number.isFinite(leavesAt)) return;
    const timer = setTimeout(() => arrange(), Math.max(50, leavesAt - Date.now() + 50));
    return () => clearTimeout(timer);
  }, [leavesAt, arrange]);

  const first = query.data?.pages[0];
  // Every change of a row counts the view up: between two of them the list is the same one.
  const shown = useMemo(() => view.shown.map((id) => rows.current.get(id)).filter((row) => row !== undefined), [view]);
  return {
    query,
    socket,
    rows: shown,
    waitingCount: view.waiting.length,
    showWaiting: () => arrange(true),
    /** Whether the pointer is over the list. */
    hold: useCallback(
      (next: boolean) => {
        if (held.current === next) return;
        held.current = next;
        if (!next) arrange();
      },
      [arrange],
    ),
    /** Shows at once what the server answered to our own action. */
    apply: useCallback((update: DecisionUpdate) => batch.add(update), [batch]),
    counts: first?.counts.priority,
    total: first?.total,
  };
}

/** What `useReviewQueue` gives. */
export type ReviewQueue = ReturnType<typeof useReviewQueue>;
