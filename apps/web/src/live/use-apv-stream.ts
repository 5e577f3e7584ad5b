import type { LiveState } from '@maximus/client';
import { type ApvSummary, type MetricsSnapshot, PatchSummary, type Publication } from '@maximus/contracts';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useServices } from '../api/use-services.tsx';
import { createFrameBatch } from './frame-batch.ts';
import { mergeNewest } from './newest-by-id.ts';
import { useChannel } from './use-channel.ts';
import { useLiveState } from './use-live-state.ts';

/** An APV as frames carry it: a line of the list with the version by which the newest is kept. */
export type LiveApv = ApvSummary & { readonly version?: number; readonly partial?: boolean };

/** How many APVs and patches the stream keeps. */
const kept = 100;

/** What `useAPVStream` gives (gateway.md §9). */
export interface ApvStream {
  /** The last 100 that came or changed, newest first. */
  readonly apvs: readonly LiveApv[];
  readonly metrics: MetricsSnapshot | undefined;
  readonly patches: readonly PatchSummary[];
  readonly connectionStatus: LiveState;
  readonly error: string | undefined;
  /** Milliseconds since the epoch of the last sign of life. */
  readonly lastHeartbeat: number | undefined;
  readonly clearApvs: () => void;
}

/** What a reader of the stream is told beside what it keeps. */
export interface ApvStreamOptions {
  /** Something was missed: reload by REST. */
  readonly onResync?: () => void;
  readonly onPoll?: () => void;
  /** Those that the stream no longer keeps, newest first: whoever shows more than it keeps them itself. */
  readonly onOverflow?: (apvs: readonly LiveApv[]) => void;
}

/** The live stream of APVs, patches and metrics. */
export function useAPVStream(options: ApvStreamOptions = {}): ApvStream {
  const { live } = useServices();
  const status = useLiveState();
  const [apvs, setApvs] = useState<readonly LiveApv[]>([]);
  const all = useRef(apvs);
  const latest = useRef(options);
  latest.current = options;
  const [patches, setPatches] = useState<readonly PatchSummary[]>([]);
  const [metrics, setMetrics] = useState<MetricsSnapshot>();

  const batch = useMemo(
    () =>
      createFrameBatch<Publication>((publications) => {
        const of = (type: string) => publications.filter((one) => one.type === type).map(({ data }) => data);
        const newApvs = of('apv').filter(isApv);
        const newPatches = of('patch').flatMap((data) => patchOf(data) ?? []);
        const newMetrics = of('metrics').at(-1);
        if (newApvs.length > 0) {
          const merged = mergeNewest(all.current, newApvs);
          all.current = merged.length > kept ? merged.slice(0, kept) : merged;
          setApvs(all.current);
          if (merged.length > kept) latest.current.onOverflow?.(merged.slice(kept));
        }
        if (newPatches.length > 0) setPatches((known) => mergeNewest(known, newPatches, kept));
        if (newMetrics !== undefined) setMetrics(newMetrics as unknown as MetricsSnapshot);
      }),
    [],
  );
  useEffect(() => () => batch.stop(), [batch]);
  useChannel('adaptive-immunity', {
    message: (publication) => batch.add(publication),
    resync: () => options.onResync?.(),
    poll: (kind) => {
      if (kind === 'list') options.onPoll?.();
    },
  });

  return {
    apvs,
    metrics,
    patches,
    connectionStatus: status.state,
    error: status.error?.reason,
    lastHeartbeat: live.lastHeardMs,
    clearApvs: useCallback(() => {
      all.current = [];
      setApvs(all.current);
    }, []),
  };
}

/** A frame may carry a reference or a part instead of a whole APV: those are fetched by whoever shows them. */
function isApv(data: Record<string, unknown>): data is Record<string, unknown> & LiveApv {
  return typeof data['id'] === 'string' && typeof data['primary_id'] === 'string' && data['partial'] !== true;
}

function patchOf(data: Record<string, unknown>): PatchSummary | undefined {
  const { previous_status, reason, ...patch } = data;
  const read = PatchSummary.safeParse(patch);
  return read.success ? read.data : undefined;
}
