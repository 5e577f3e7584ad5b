import type { ApvSort, CheckState, listApvs, QueryOf } from '@maximus/contracts';
import { decodeCursor, encodeCursor } from '@maximus/http';
import { unwrap } from '@maximus/kernel';
import { type ApvFilter, apvFilter, apvTotals, findProject, keysetPage, type SortColumn } from '@maximus/storage';
import { toApvSummary } from '../apvs/apv-document.ts';
import type { Parts } from '../parts.ts';
import { worstCheckState } from '../rules/check-state.ts';
import { priorities } from '../rules/urgency.ts';
import { isStale } from '../scans/scan-end.ts';

type Query = QueryOf<typeof listApvs>;

const idAscending: SortColumn = { column: 'apv.id', type: 'uuid', direction: 'asc' };

/** Each sort with the direction in which its name alone means it: the worst, the soonest, the newest, the widest first. */
const sorts: Readonly<Record<ApvSort, readonly SortColumn[]>> = {
  priority: [
    { column: 'apv.urgency', type: 'smallint', direction: 'asc' },
    { column: 'apv.due_at', type: 'timestamptz', direction: 'asc' },
    idAscending,
  ],
  due_at: [{ column: 'apv.due_at', type: 'timestamptz', direction: 'asc' }, idAscending],
  cvss: [{ column: 'apv.cvss', type: 'real', direction: 'desc', nullable: true }, idAscending],
  epss: [{ column: 'apv.epss', type: 'real', direction: 'desc', nullable: true }, idAscending],
  detected: [{ column: 'apv.first_detected_at', type: 'timestamptz', direction: 'desc' }, idAscending],
  modified: [{ column: 'apv.modified', type: 'timestamptz', direction: 'desc' }, idAscending],
  services: [{ column: 'apv.service_count', type: 'integer', direction: 'desc' }, idAscending],
};

/** One page of APVs with the counts of the whole estate; merged ones are not listed. */
export async function pageOfApvs(parts: Parts, query: Query) {
  const asked = query.sort ?? 'priority';
  const sort = sortOf(asked);
  const after = query.cursor === undefined ? undefined : unwrap(decodeCursor(query.cursor, asked, sort.length)).key;
  const filtered = apvFilter(parts.database, await filterOf(parts, query));
  const page = await keysetPage(filtered, { sort, after, limit: query.limit });
  const totals = await apvTotals(parts.database);
  return {
    items: page.items.map(toApvSummary),
    next_cursor: page.next === null ? null : encodeCursor({ sort: asked, key: page.next }),
    counts: {
      status: totals.status,
      priority: Object.fromEntries(priorities.map((name, rank) => [name, totals.priority[rank] ?? 0])),
    },
    check_state: estateState(parts, totals.checkStates),
  };
}

/** A leading dash turns a sort round, all of its columns. */
function sortOf(asked: string): readonly SortColumn[] {
  const sort = sorts[asked.replace(/^-/, '') as ApvSort];
  if (!asked.startsWith('-')) return sort;
  return sort.map((column) => ({ ...column, direction: column.direction === 'asc' ? 'desc' : 'asc' }));
}

async function filterOf(parts: Parts, query: Query): Promise<ApvFilter> {
  const project = query.project === undefined ? undefined : await findProject(parts.database, query.project);
  return {
    status: query.status,
    priority: query.priority === undefined ? undefined : priorities.indexOf(query.priority),
    severity: query.severity,
    ecosystem: query.ecosystem,
    packageName: query.package,
    // One that is not there has no findings.
    projectKey: query.project === undefined ? undefined : (project?.key ?? -1),
    service: query.service,
    team: query.team,
    kev: query.kev,
    checkState: query.check_state,
    since: query.since,
    text: query.q,
  };
}

function estateState(parts: Parts, states: readonly string[]): CheckState {
  using lease = parts.index.tryLease();
  if (lease === undefined) return 'unknown';
  const worst = worstCheckState(states as readonly CheckState[]);
  return worst === 'ok' && isStale(parts, lease.live) ? 'stale' : worst;
}
