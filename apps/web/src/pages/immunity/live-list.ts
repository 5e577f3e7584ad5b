import type { ApvSummary } from '@maximus/contracts';
import type { InfiniteData } from '@tanstack/react-query';
import type { ApvPage } from '../../api/adaptive-immunity-api.ts';
import type { LiveApv } from '../../live/use-apv-stream.ts';
import { type ApvFilters, fitsFilters } from './apv-filters.ts';

/** The pages of the list that were loaded. */
export type ApvPages = InfiniteData<ApvPage>;

/** What is in the pages, each once: one that moved in the order while they were loaded may be in two. */
export function itemsOf({ pages }: ApvPages): readonly ApvSummary[] {
  return [...new Map(pages.flatMap(({ items }) => items).map((apv) => [apv.id, apv])).values()];
}

/**
 * The loaded list with newer versions in their places, what no longer fits left out, and what is new where it belongs. What
 * belongs behind the loaded part comes with its own page, unless the list is complete.
 */
export function withLive(
  loaded: readonly ApvSummary[],
  live: readonly LiveApv[],
  filters: ApvFilters,
  isComplete = true,
): readonly ApvSummary[] {
  if (live.length === 0) return loaded;
  const known = new Set<string>(loaded.map(({ id }) => id));
  const changes = new Map<string, LiveApv>(live.map((apv) => [apv.id, apv]));
  const changed = loaded.map((apv) => newer(apv, changes.get(apv.id)));
  const fresh = live.filter((apv) => !known.has(apv.id));
  const fits = (apv: ApvSummary) => fitsFilters(apv, filters);
  // In other orders nobody can say where a new one belongs before the server has.
  if (filters.order !== 'detected') return [...fresh, ...changed].filter(fits);
  const oldest = isComplete ? '' : (loaded.at(-1)?.first_detected_at ?? '');
  const added = fresh.filter((apv) => apv.first_detected_at > oldest);
  return inOrder(changed, added).filter(fits);
}

/** The loaded pages with what the stream lets go of: newer versions in their places, new ones in the page where they belong. */
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
  const byPage = Map.groupBy(fresh, (apv) => pageOf(pages, apv, filters));
  return {
    ...data,
    pages: pages.map((page, at) => {
      const added = byPage.get(at);
      if (added === undefined) return page;
      const items = filters.order === 'detected' ? inOrder(page.items, added) : [...added, ...page.items];
      return { ...page, items };
    }),
  };
}

/** The page into which a new one comes; none of them where it belongs behind all that were loaded. */
function pageOf(pages: readonly ApvPage[], apv: ApvSummary, { order }: ApvFilters): number {
  if (order !== 'detected') return 0;
  const at = pages.findIndex(({ items }) => apv.first_detected_at > (items.at(-1)?.first_detected_at ?? ''));
  return at === -1 && pages.at(-1)?.next_cursor === null ? pages.length - 1 : at;
}

/** Newest first; of the same moment, those that were there stay before those that came. */
function inOrder(list: readonly ApvSummary[], added: readonly ApvSummary[]): readonly ApvSummary[] {
  if (added.length === 0) return list;
  const newest = (a: ApvSummary, b: ApvSummary) => compare(b.first_detected_at, a.first_detected_at);
  const sorted = [...added].sort(newest);
  const [last] = sorted.slice(-1);
  if (last === undefined || list[0] === undefined || last.first_detected_at > list[0].first_detected_at)
    return [...sorted, ...list];
  return [...list, ...sorted].sort(newest);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function newer(apv: ApvSummary, change: LiveApv | undefined): ApvSummary {
  return change === undefined || change.modified < apv.modified ? apv : { ...apv, ...change };
}
