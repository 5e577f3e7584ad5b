import type { ApvSummary } from '@maximus/contracts';
import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { mergeNewest } from '../../live/newest-by-id.ts';
import { type LiveApv, useAPVStream } from '../../live/use-apv-stream.ts';
import { type ApvFilters, apvQueryOf, fitsFilters } from './apv-filters.ts';

/** Milliseconds that an APV which came counts as new. */
const newForMs = 5_000;
/** So many pages are asked for again together. */
const fewPages = 3;
/** More than that in the first page: what came is loaded in pages again. */
const mostOnTop = 400;

/** So many that came are known not to be new a second time. */
const mostRemembered = 2_000;

type ApvPages = InfiniteData<ApvPage, string | undefined>;

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
  const loaded = useMemo(() => list.data?.pages.flatMap(({ items }) => items), [list.data]);
  const apvs = useMemo(() => withLive(loaded ?? [], stream.apvs, filters), [loaded, stream.apvs, filters]);
  const newIds = useNewIds(loaded, stream.apvs);
  return { list, stream, apvs, newIds, counts: list.data?.pages[0]?.counts };
}

/** The loaded list with newer versions in their places, what no longer fits left out, and what is new on top. */
export function withLive(
  loaded: readonly ApvSummary[],
  live: readonly LiveApv[],
  filters: ApvFilters,
): readonly ApvSummary[] {
  if (live.length === 0) return loaded;
  const known = new Set<string>(loaded.map(({ id }) => id));
  const changes = new Map<string, LiveApv>(live.map((apv) => [apv.id, apv]));
  const changed = loaded.map((apv) => newer(apv, changes.get(apv.id)));
  const fresh = live.filter((apv) => !known.has(apv.id));
  // In other orders nobody can say where a new one belongs before the server has: only the newest come on top.
  const added =
    filters.order === 'detected'
      ? [...fresh].sort((a, b) => (a.first_detected_at < b.first_detected_at ? 1 : -1))
      : fresh;
  return mergeNewest(changed, [...added].reverse() as LiveApv[]).filter((apv) => fitsFilters(apv, filters));
}

/** The loaded pages with what the stream lets go of: newer versions in their places, new ones before the first page. */
export function folded(data: ApvPages, apvs: readonly LiveApv[], filters: ApvFilters): ApvPages {
  const changes = new Map<string, LiveApv>(apvs.map((apv) => [apv.id, apv]));
  const known = new Set<string>();
  const pages = data.pages.map((page) => {
    let isSame = true;
    const items = page.items.map((apv) => {
      known.add(apv.id);
      const next = newer(apv, changes.get(apv.id));
      isSame &&= next === apv;
      return next;
    });
    return isSame ? page : { ...page, items };
  });
  const fresh = apvs.filter((apv) => !known.has(apv.id) && fitsFilters(apv, filters));
  const [first, ...rest] = pages;
  if (first === undefined || fresh.length === 0) return { ...data, pages };
  return { ...data, pages: [{ ...first, items: [...fresh, ...first.items] }, ...rest] };
}

function newer(apv: ApvSummary, change: LiveApv | undefined): ApvSummary {
  return change === undefined || change.modified < apv.modified ? apv : { ...apv, ...change };
}

/** The APVs that came within the last seconds. */
function useNewIds(loaded: readonly ApvSummary[] | undefined, live: readonly LiveApv[]): ReadonlySet<string> {
  const first = useRef<ReadonlySet<string> | undefined>(undefined);
  if (loaded !== undefined) first.current ??= new Set<string>(loaded.map(({ id }) => id));
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef(new Set<string>());
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const before = first.current;
    if (before === undefined) return;
    const came: readonly string[] = live.map(({ id }) => id).filter((id) => !before.has(id) && !seen.current.has(id));
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
