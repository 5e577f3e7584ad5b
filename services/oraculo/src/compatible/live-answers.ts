import { errors } from '@maximus/advisories';
import type { Answer } from '@maximus/http';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { Parts } from '../parts.ts';
import { isStale } from '../scans/scan-end.ts';

/** The headers that say what an answer is read from: generation and digest of the index, and whether it is fresh. */
function indexHeaders(parts: Parts, live: LiveIndex): Record<string, string> {
  return {
    'x-maximus-index': `${live.generation}-${live.digest.slice(0, 16)}`,
    'x-maximus-freshness': isStale(parts, live) ? 'stale' : 'fresh',
  };
}

/** Answers from the live index; without one fails with `advisories.no_database`, never with an empty success. */
export async function fromLive(parts: Parts, work: (live: LiveIndex) => Answer | Promise<Answer>): Promise<Answer> {
  using lease = parts.index.tryLease();
  if (lease === undefined) throw errors.no_database('there is no usable advisory index');
  const answer = await work(lease.live);
  return { ...answer, headers: { ...indexHeaders(parts, lease.live), ...answer.headers } };
}
