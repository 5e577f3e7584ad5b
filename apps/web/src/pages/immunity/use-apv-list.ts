import type { ApvSummary } from '@maximus/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { type LiveApv, useAPVStream } from '../../live/use-apv-stream.ts';
import { type ApvFilters, apvQueryOf } from './apv-filters.ts';
import { type ApvPages, folded, itemsOf, withLive } from './live-list.ts';

/** Milliseconds that an APV which came counts as new. */
const newForMs = 5_000;
/** So many pages are asked for again together. */
const fewPages = 3;
/** More than that in the first page: what came is loaded in pages again. */
const mostOnTop = 400;

/** So many that came are known not to be new a second time. */
const mostRemembered = 2_000;

/** The list of APVs, page by page, with what the stream brings put into it. */
export function useApvList(filters: ApvFilters) {
  const { immunity } = useServices();
  const queries = useQueryClient();
  const query = apvQueryOf(filters);
  const key = ['apvs', query];
  const list = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      immunity.getAPVs({ ...query, limit: 100, ...(pageParam !== undefined && { cursor: pageParam }) }, signal),
    getNextPageParam: (last: ApvPage) => last.next_cursor ?? undefined,
  });
  // A list of many pages is begun anew rather than asked for page by page.
  const reload = () => {
    const pages = list.data?.pages.length ?? 0;
    void (pages > fewPages ? queries.resetQueries({ queryKey: key }) : queries.invalidateQueries({ queryKey: key }));
  };
  const fold = (apvs: readonly LiveApv[]) => {
    const before = queries.getQueryData<ApvPages>(key);
    if (before === undefined) return;
    const after = folded(before, apvs, filters);
    queries.setQueryData<ApvPages>(key, after);
    // So that a page that stays open for days does not keep every APV of them.
    if (after.pages.length <= fewPages && (after.pages[0]?.items.length ?? 0) > mostOnTop)
      void queries.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
  };
  const stream = useAPVStream({ onResync: reload, onPoll: reload, onOverflow: fold });
  const loaded = useMemo(() => list.data && itemsOf(list.data), [list.data]);
  const isComplete = !list.hasNextPage;
  const apvs = useMemo(
    () => withLive(loaded ?? [], stream.apvs, filters, isComplete),
    [loaded, stream.apvs, filters, isComplete],
  );
  const newIds = useNewIds(loaded, stream.apvs);
  return { list, stream, apvs, newIds, counts: list.data?.pages[0]?.counts };
}

/** The APVs that came within the last seconds. */
function useNewIds(loaded: readonly ApvSummary[] | undefined, live: readonly LiveApv[]): ReadonlySet<string> {
  // What changes in an older one does not make it new.
  const newest = useRef<string>(undefined);
  if (loaded !== undefined)
    newest.current ??= loaded.reduce((at, apv) => (apv.first_detected_at > at ? apv.first_detected_at : at), '');
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef(new Set<string>());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const before = newest.current;
    if (before === undefined) return;
    const came = live
      .filter((apv) => apv.first_detected_at > before && !seen.current.has(apv.id))
      .map(({ id }): string => id);
    if (came.length === 0) return;
    remember(seen.current, came);
    setNewIds((known) => new Set([...known, ...came]));
    // What comes next ends no other's time.
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      const over = new Set(came);
      setNewIds((known) => new Set([...known].filter((id) => !over.has(id))));
    }, newForMs);
    timers.current.add(timer);
  }, [live]);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return newIds;
}

/** Adds ids; of those that came long ago as many go. */
function remember(seen: Set<string>, ids: readonly string[]): void {
  for (const id of ids) seen.add(id);
  for (const id of seen) {
    if (seen.size <= mostRemembered) return;
    seen.delete(id);
  }
}
