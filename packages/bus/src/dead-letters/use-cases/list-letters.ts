import type { DeadLetterCounts, DeadLetterFilter, DeadLetterSummary } from '@maximus/contracts';
import { decodeCursor, encodeCursor } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import type { DeadLetterStore } from '../types.ts';

/** Which page of which letters. */
export interface LetterPageQuery {
  readonly filter: DeadLetterFilter;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort?: 'last_failed_at' | '-last_failed_at' | undefined;
}

/** A page of letters without their events, and how many there are per state. Throws `http.bad_cursor`. */
export async function listLetters(
  letters: DeadLetterStore,
  { filter, limit, cursor, sort = '-last_failed_at' }: LetterPageQuery,
): Promise<{ items: DeadLetterSummary[]; next_cursor: string | null; counts: DeadLetterCounts }> {
  const after = cursor === undefined ? undefined : unwrap(decodeCursor(cursor, sort, 2)).key;
  const direction = sort === 'last_failed_at' ? 'asc' : 'desc';
  const [page, counts] = await Promise.all([letters.list({ ...filter, direction, after, limit }), letters.counts()]);
  return {
    items: page.items.map(({ original_event: _event, ...summary }) => summary),
    next_cursor: page.next === null ? null : encodeCursor({ sort, key: page.next }),
    counts,
  };
}
