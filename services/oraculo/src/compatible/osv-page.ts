import { createMatcher } from '@maximus/matching';
import { errors } from '../errors.ts';
import type { LiveIndex } from '../live-index/live-index.ts';
import type { OsvQuestion } from './osv-question.ts';

/** Ids of records that hold, one page of them. */
export interface OsvPage {
  /** In the order of ids, each once. */
  readonly ids: readonly string[];
  readonly nextPageToken: string | undefined;
  /** How many of all pages could not be judged; they are among the ids, because that does not mean "not affected". */
  readonly undecided: number;
}

const pageSize = 1_000;

/**
 * The records that hold for a package and version by the same matcher that judges the estate; without a version, those
 * that some version is affected by. Throws `oraculo.not_covered`, because an empty answer would read as "nothing known".
 */
export function pageFor(live: LiveIndex, question: Extract<OsvQuestion, { kind: 'package' }>): OsvPage {
  const { ecosystem, name, version, pageToken } = question;
  if (!live.index.covers(ecosystem))
    throw errors.not_covered(`this index has no advisories of "${ecosystem}"; nothing can be said of ${name}`);
  // Keeps nothing: callers may ask for any package there is.
  const matcher = createMatcher(live.index, () => false);
  const { hits, undecided } = matcher.match({ ecosystem, name, ...(version !== undefined && { version }) });
  const ids = [...new Set([...hits, ...undecided].map(({ advisory }) => advisory.id))].sort();
  const start = pageToken === undefined ? 0 : offsetIn(pageToken, live, ids.length);
  const end = start + pageSize;
  return {
    ids: ids.slice(start, end),
    nextPageToken: end < ids.length ? tokenFor(live, end) : undefined,
    undecided: version === undefined ? 0 : undecided.length,
  };
}

function tokenFor({ generation }: LiveIndex, offset: number): string {
  return Buffer.from(`${generation}:${offset}`).toString('base64url');
}

function offsetIn(token: string, { generation }: LiveIndex, length: number): number {
  const found = /^(\d{1,12}):(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (found === null || Number(found[2]) > length) throw errors.query_refused('"page_token" is not one of ours');
  if (Number(found[1]) !== generation)
    throw errors.query_refused('the index has changed since "page_token" was given: ask again from the first page');
  return Number(found[2]);
}
