import type { ApvSort, CheckState, listApvs, QueryOf } from '@maximus/contracts';
import { decodeCursor, encodeCursor } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import {
  type ApvFilter,
  apvFilter,
  apvTotals,
  findProject,
  keysetPage,
  projectKeysOf,
  type SortColumn,
} from '@maximus/storage';
import { toApvSummary } from '../apvs/apv-document.ts';
import type { Parts } from '../parts.ts';
import { worstCheckState } from '../rules/check-state.ts';
import { priorities } from '../rules/urgency.ts';
import { isStale } from '../scans/scan-end.ts';

type Query = QueryOf<typeof listApvs>;

/** Findings are listed by it too, so that one index serves both. */
const last: SortColumn = { column: 'apv.group_key', type: 'integer', direction: 'asc' };

/** Each sort with the direction in which its name alone means it: the worst, the soonest, the newest, the widest first. */
const sorts: Readonly<Record<ApvSort, readonly SortColumn[]>> = {
  priority: [
    { column: 'apv.urgency', type: 'smallint', direction: 'asc' },
    { column: 'apv.due_at', type: 'timestamptz', direction: 'asc' },
    last,
  ],
  due_at: [{ column: 'apv.due_at', type: 'timestamptz', direction: 'asc' }, last],
  cvss: [{ column: 'apv.cvss', type: 'real', direction: 'desc', nullable: true }, last],
  epss: [{ column: 'apv.epss', type: 'real', direction: 'desc', nullable: true }, last],
  detected: [{ column: 'apv.first_detected_at', type: 'timestamptz', direction: 'desc' }, last],
  modified: [{ column: 'apv.modified', type: 'timestamptz', direction: 'desc' }, last],
  services: [{ column: 'apv.service_count', type: 'integer', direction: 'desc' }, last],
};

/** One page of APVs with the counts of the whole estate; merged ones are not listed. */
export async function pageOfApvs(parts: Parts, query: Query) {
  const asked = query.sort ?? 'priority';
  const sort = sortOf(asked);
  const after = query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, asked, sort.length)).key;
  const filtered = apvFilter(parts.database, await apvFilterOf(parts, query));
  const page = await keysetPage(filtered, { sort, after, limit: query.limit });
  const counts = await totalsOf(parts);
  return {
    items: page.items.map(toApvSummary),
    next_cursor: page.next === null ? null : encodeCursor({ sort: asked, key: page.next }),
    counts: {
      status: counts.status,
      priority: Object.fromEntries(priorities.map((name, rank) => [name, counts.priority[rank] ?? 0])),
    },
    check_state: estateState(parts, counts.checkStates),
  };
}

/** A leading dash turns a sort round, all of its columns. */
function sortOf(asked: string): readonly SortColumn[] {
  const sort = sorts[asked.replace(/^-/, '') as ApvSort];
  if (!asked.startsWith('-')) return sort;
  return sort.map((column) => ({ ...column, direction: column.direction === 'asc' ? 'desc' : 'asc' }));
}

/** The filter of a query; exports use the same. */
export async function apvFilterOf(parts: Parts, query: Omit<Query, 'limit' | 'cursor' | 'sort'>): Promise<ApvFilter> {
  return {
    status: query.status,
    priority: query.priority === undefined ? undefined : priorities.indexOf(query.priority),
    severity: query.severity,
    ecosystem: query.ecosystem,
    packageName: query.package,
    projectKeys: await projectKeysFor(parts, query),
    kev: query.kev,
    checkState: query.check_state,
    since: query.since,
    text: query.q,
  };
}

/** Keys of the projects that a query names by project, team and service together; nothing where it names none. */
export async function projectKeysFor(
  { database }: Parts,
  named: {
    readonly project?: string | undefined;
    readonly team?: string | undefined;
    readonly service?: string | undefined;
  },
): Promise<readonly number[] | undefined> {
  const { project, team, service } = named;
  // One that is not there has no findings.
  const found = project === undefined ? undefined : await findProject(database, project);
  const only = project === undefined ? undefined : found === undefined ? [] : [found.key];
  if (team === undefined && service === undefined) return only;
  const keys = await projectKeysOf(database, { team, service });
  return only === undefined ? keys : keys.filter((key) => only.includes(key));
}

const totalsForMs = 5_000;
const totals = new WeakMap<Parts, { readonly untilMs: number; readonly read: ReturnType<typeof apvTotals> }>();

/** Counts of the whole estate, at most some seconds old, read once for all who ask at the same time. */
function totalsOf(parts: Parts): ReturnType<typeof apvTotals> {
  const held = totals.get(parts);
  const nowMs = parts.clock.now();
  if (held !== undefined && nowMs < held.untilMs && nowMs >= held.untilMs - totalsForMs) return held.read;
  const read = apvTotals(parts.database);
  totals.set(parts, { untilMs: nowMs + totalsForMs, read });
  // A failed look is not kept.
  read.catch(() => totals.delete(parts));
  return read;
}

function estateState(parts: Parts, states: readonly string[]): CheckState {
  using lease = parts.index.tryLease();
  if (lease === undefined) return 'unknown';
  const worst = worstCheckState(states as readonly CheckState[]);
  return worst === 'ok' && isStale(parts, lease.live) ? 'stale' : worst;
}
