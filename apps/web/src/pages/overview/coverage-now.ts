import type { Project } from '@maximus/contracts';

/** How many projects have a complete check with fresh data at this moment. */
export interface CoverageNow {
  readonly ok: number;
  readonly of: number;
  /** 0–1; absent without projects. */
  readonly share: number | undefined;
  /** Whether the estate has more projects than were looked at. */
  readonly isPart: boolean;
}

/**
 * Counted from the list of projects, whose states hold at this moment: the share among the metrics is up to five minutes old
 * and knows nothing of feeds that went stale since the last scan.
 */
export function coverageNow(page: {
  readonly items: readonly Pick<Project, 'check_state'>[];
  readonly next_cursor: string | null;
}): CoverageNow {
  const of = page.items.length;
  const ok = page.items.filter(({ check_state: state }) => state === 'ok').length;
  return { ok, of, share: of === 0 ? undefined : ok / of, isPart: page.next_cursor !== null };
}
