import type { ApvSummary, FindingSummary } from '@maximus/contracts';
import { parseId } from '@maximus/kernel';
import { type ApvFilter, type ApvWithWords, apvsAfter, type FindingFilter, findingsAfter } from '@maximus/storage';
import { toApvSummary } from '../apvs/apv-document.ts';
import type { Parts } from '../parts.ts';
import { findingSummaries } from '../rest/finding-summaries.ts';

const findingsAtOnce = 1_000;
const apvsAtOnce = 200;

/** Every finding that a filter leaves, page by page in order of id: those that come in between may be missed, none doubles. */
export async function* findingPages(
  { database }: Parts,
  filter: FindingFilter,
): AsyncGenerator<readonly FindingSummary[], void, undefined> {
  let coming = findingsAfter(database, filter, undefined, findingsAtOnce);
  for (;;) {
    const ids = await coming;
    const hasMore = ids.length === findingsAtOnce;
    if (hasMore) {
      // Looked for while this page is written; whoever stops reading in between asks no more of it.
      coming = findingsAfter(database, filter, ids.at(-1), findingsAtOnce);
      coming.catch(() => undefined);
    }
    if (ids.length > 0) yield await findingSummaries(database, ids);
    if (!hasMore) return;
  }
}

/** Every APV that a filter leaves, page by page in order of its key. */
export async function* apvPages(
  { database }: Parts,
  filter: ApvFilter,
): AsyncGenerator<readonly ApvWithWords[], void, undefined> {
  let after = 0;
  for (;;) {
    const rows = await apvsAfter(database, filter, after, apvsAtOnce);
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.group_key ?? after;
    if (rows.length < apvsAtOnce) return;
  }
}

/** One by one what comes page by page. */
export async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T, void, undefined> {
  for await (const page of pages) yield* page;
}

/** Lines of the list. */
export async function* apvSummaries(
  pages: AsyncIterable<readonly ApvWithWords[]>,
): AsyncGenerator<ApvSummary, void, undefined> {
  for await (const page of pages) for (const row of page) yield toApvSummary(row);
}

/** UUID of a wire id that we wrote ourselves. */
export function uuidOf(prefix: 'fnd' | 'apv', id: string): string {
  return parseId(prefix, id) ?? '';
}
