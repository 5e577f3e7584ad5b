import type { ApvSummary } from '@maximus/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import { useServices } from '../../api/use-services.tsx';
import { mergeNewest } from '../../live/newest-by-id.ts';
import { type LiveApv, useAPVStream } from '../../live/use-apv-stream.ts';
import { type ApvFilters, apvQueryOf, fitsFilters } from './apv-filters.ts';

/** Milliseconds that an APV which came counts as new. */
const newForMs = 5_000;

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
    void (pages > 3 ? queries.resetQueries({ queryKey: key }) : queries.invalidateQueries({ queryKey: key }));
  };
  const stream = useAPVStream({ onResync: reload, onPoll: reload });
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

function newer(apv: ApvSummary, change: LiveApv | undefined): ApvSummary {
  return change === undefined || change.modified < apv.modified ? apv : { ...apv, ...change };
}

/** The APVs that came within the last seconds. */
function useNewIds(loaded: readonly ApvSummary[] | undefined, live: readonly LiveApv[]): ReadonlySet<string> {
  const first = useRef<ReadonlySet<string> | undefined>(undefined);
  if (loaded !== undefined) first.current ??= new Set<string>(loaded.map(({ id }) => id));
  const [newIds, setNewIds] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef(new Set<string>());
  useEffect(() => {
    const before = first.current;
    if (before === undefined) return;
    const came: readonly string[] = live.map(({ id }) => id).filter((id) => !before.has(id) && !seen.current.has(id));
    if (came.length === 0) return;
    for (const id of came) seen.current.add(id);
    setNewIds((known) => new Set([...known, ...came]));
    const timer = setTimeout(
      () => setNewIds((known) => new Set([...known].filter((id) => !came.includes(id)))),
      newForMs,
    );
    return () => clearTimeout(timer);
  }, [live]);
  return newIds;
}
