import type { FindingSort, FindingStatus } from '@maximus/contracts';
import { type SelectQueryBuilder, sql } from 'kysely';
import { plannedAnew, type Writer } from '../database/index.ts';
import { type KeysetKey, type KeysetPage, keysetPage, type SortColumn } from '../lists/index.ts';
import type { Tables } from '../tables.ts';
import { isOfProjects } from './project-condition.ts';

/** What a list of findings is narrowed by; what is absent does not narrow. */
export interface FindingFilter {
  readonly status?: FindingStatus | undefined;
  /** Only those that are still to be dealt with, or only the others. */
  readonly open?: boolean | undefined;
  /** 0 for low to 3 for critical. */
  readonly priority?: number | undefined;
  /** Place of the severity, from the worst. */
  readonly severityRank?: number | undefined;
  readonly kev?: boolean | undefined;
  readonly ecosystem?: string | undefined;
  readonly packageName?: string | undefined;
  /** Place in `scopeCodes`. */
  readonly scope?: number | undefined;
  readonly direct?: boolean | undefined;
  readonly groupKey?: number | undefined;
  /** Keys of projects; none leaves nothing. */
  readonly projectKeys?: readonly number[] | undefined;
}

/** States of a finding in which somebody has still something to do. */
export const openStatuses: readonly FindingStatus[] = [
  'suspected',
  'could_not_check',
  'confirmed',
  'remediating',
  'delivered',
];

const group: SortColumn = { column: 'a.group_key', type: 'integer', direction: 'asc' };
const project: SortColumn = { column: 'f.project_key', type: 'integer', direction: 'asc' };
const id: SortColumn = { column: 'f.id', type: 'uuid', direction: 'asc' };

/**
 * Each sort with the direction in which its name alone means it. Sorts by what an APV says end with the APV's key and walk
 * an index of the APVs; the findings of each follow by project.
 */
const sorts: Readonly<Record<FindingSort, readonly SortColumn[]>> = {
  priority: [
    { column: 'a.urgency', type: 'smallint', direction: 'asc' },
    { column: 'a.due_at', type: 'timestamptz', direction: 'asc' },
    group,
    project,
    id,
  ],
  due_at: [{ column: 'a.due_at', type: 'timestamptz', direction: 'asc' }, group, project, id],
  severity: [{ column: 'a.severity_rank', type: 'smallint', direction: 'asc' }, group, project, id],
  cvss: [{ column: 'a.cvss', type: 'real', direction: 'desc', nullable: true }, group, project, id],
  epss: [{ column: 'a.epss', type: 'real', direction: 'desc', nullable: true }, group, project, id],
  first_seen: [
    { column: 'f.first_seen_at', type: 'timestamptz', direction: 'desc' },
    { ...id, direction: 'desc' },
  ],
  changed: [
    { column: 'f.status_changed_at', type: 'timestamptz', direction: 'desc' },
    { ...id, direction: 'desc' },
  ],
};

/** The columns of a sort, turned round where its name has a dash. Findings of one APV do not differ in what it says. */
export function findingSortColumns(
  asked: FindingSort | `-${FindingSort}`,
  filter: Pick<FindingFilter, 'groupKey'> = {},
): readonly SortColumn[] {
  const all = sorts[asked.replace(/^-/, '') as FindingSort];
  const columns = filter.groupKey === undefined ? all : all.filter(({ column }) => !column.startsWith('a.'));
  if (!asked.startsWith('-')) return columns;
  return columns.map((column) => ({ ...column, direction: column.direction === 'asc' ? 'desc' : 'asc' }));
}

/** Ids of the findings of one page, in the order of the sort. */
export async function pageOfFindings(
  db: Writer,
  page: {
    readonly filter: FindingFilter;
    readonly sort: FindingSort | `-${FindingSort}`;
    readonly after?: KeysetKey | undefined;
    readonly limit: number;
  },
): Promise<KeysetPage<{ readonly id: string }>> {
  const { filter, sort, after, limit } = page;
  if (filter.projectKeys?.length === 0) return { items: [], next: null };
  return await keysetPage(findingQuery(db, filter), { sort: findingSortColumns(sort, filter), after, limit });
}

/** The findings that a filter leaves, with the APV of each as `a`; sort and page are the caller's. */
export function findingQuery(db: Writer, filter: FindingFilter) {
  const rows = db.kysely.selectFrom('finding as f').innerJoin('apv as a', 'a.group_key', 'f.group_key').select('f.id');
  return narrowed(rows, filter);
}

type Joined = Tables & { f: Tables['finding']; a: Tables['apv'] };

function narrowed<O>(query: SelectQueryBuilder<Joined, 'f' | 'a', O>, filter: FindingFilter) {
  let rows = query;
  if (filter.status !== undefined) rows = rows.where('f.status', '=', filter.status);
  if (filter.open === true) rows = rows.where('f.status', 'in', openStatuses);
  if (filter.open === false) rows = rows.where('f.status', 'not in', openStatuses);
  // What the APV says is asked of the APV: thousands of rows, with statistics of their own.
  if (filter.priority !== undefined) rows = rows.where('a.priority', '=', filter.priority);
  if (filter.severityRank !== undefined) rows = rows.where('a.severity_rank', '=', filter.severityRank);
  if (filter.kev !== undefined) rows = rows.where('a.in_kev', '=', filter.kev);
  if (filter.groupKey !== undefined) rows = rows.where('f.group_key', '=', filter.groupKey);
  if (filter.ecosystem !== undefined) rows = rows.where('f.ecosystem', '=', filter.ecosystem);
  if (filter.packageName !== undefined) rows = rows.where('f.package', '=', filter.packageName);
  if (filter.scope !== undefined) rows = rows.where('f.scope', '=', filter.scope);
  if (filter.direct !== undefined) rows = rows.where('f.direct', '=', filter.direct);
  if (filter.projectKeys !== undefined) rows = rows.where(isOfProjects(filter.projectKeys));
  return rows;
}

/** The next findings after an id, for walks over all that a filter leaves; ids are those of the pages before. */
export async function findingsAfter(
  db: Writer,
  filter: FindingFilter,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  if (filter.projectKeys?.length === 0) return [];
  let rows = findingQuery(db, filter).modifyFront(sql.raw(plannedAnew));
  if (after !== undefined) rows = rows.where('f.id', '>', after);
  return (await rows.orderBy('f.id').limit(limit).execute()).map((row) => row.id);
}
