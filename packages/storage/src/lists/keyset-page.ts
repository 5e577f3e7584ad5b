import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { plannedAnew, sqlStateOf } from '../database/index.ts';
import { errors } from '../errors.ts';

/** The sort key of one row, in the order of the sort's columns; what a cursor carries. */
export type KeysetKey = readonly (string | number | null)[];

/** One column of a sort. */
export interface SortColumn {
  /** As the query names it, such as `apv.due_at`. */
  readonly column: string;
  /** PostgreSQL's type, which the key is cast to: `timestamptz`, `uuid`, `smallint` … */
  readonly type: string;
  readonly direction: 'asc' | 'desc';
  /** Whether it can be null; nulls come last in both directions. Default `false`. */
  readonly nullable?: boolean;
}

/** A page to read. The last column must tell every row from every other, such as an id. */
export interface KeysetQuery {
  readonly sort: readonly SortColumn[];
  /** The key of the last row of the page before; absent: the first page. */
  readonly after?: KeysetKey | undefined;
  readonly limit: number;
}

/** A page and the key that the next one starts after; `null` at the end. */
export interface KeysetPage<Row> {
  readonly items: readonly Row[];
  readonly next: KeysetKey | null;
}

const keyColumn = 'keyset_key';
const typeForm = /^[a-z][a-z0-9_ ]*(?:\(\d+\))?$/;

type Condition = RawBuilder<boolean>;

/**
 * Reads one page of a query in a sort by starting after a key, so that a late page costs what the first one costs: with an
 * index on exactly these columns in this order (`nulls last` where nullable, all directions as named or all turned round)
 * PostgreSQL starts in the midst of it. The key is read and compared by PostgreSQL, so times keep their microseconds.
 * A key that does not fit the sort is `storage.bad_key`.
 */
export async function keysetPage<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  { sort, after, limit }: KeysetQuery,
): Promise<KeysetPage<Row>> {
  let sorted = query.modifyFront(sql.raw(plannedAnew)).select(keyOf(sort).as(keyColumn));
  for (const { column, direction, nullable } of sort) {
    const end = nullable === true ? sql` nulls last` : sql``;
    sorted = sorted.orderBy(sql`${sql.ref(column)} ${sql.raw(direction)}${end}`);
  }
  const rows: (Row & { [keyColumn]: KeysetKey })[] = [];
  for (const range of after === undefined ? [undefined] : rangesAfter(sort, checked(sort, after))) {
    const part = (range === undefined ? sorted : sorted.where(range)).limit(limit + 1 - rows.length);
    rows.push(...(await read<(typeof rows)[number]>(part)));
    if (rows.length > limit) break;
  }
  const items = rows.slice(0, limit);
  const next = rows.length > limit ? (items.at(-1)?.[keyColumn] ?? null) : null;
  return { items: items.map(({ [keyColumn]: _, ...row }) => row as unknown as Row), next };
}

async function read<Row>(query: { execute(): Promise<unknown> }): Promise<readonly Row[]> {
  try {
    return (await query.execute()) as readonly Row[];
  } catch (error) {
    // Class 22 is data that does not fit its type; the only data here that a reader sends is the key.
    if (sqlStateOf(error)?.startsWith('22')) throw errors.bad_key('the key does not belong to this sort', {}, error);
    throw error;
  }
}

/** A list of texts: a number of JavaScript would lose the last digits of a 64-bit number. */
function keyOf(sort: readonly SortColumn[]): RawBuilder<KeysetKey> {
  return sql<KeysetKey>`json_build_array(${sql.join(sort.map(({ column }) => sql`${sql.ref(column)}::text`))})`;
}

function checked(sort: readonly SortColumn[], key: KeysetKey): KeysetKey {
  const fits = key.length === sort.length && key.every((part, at) => part !== null || sort[at]?.nullable === true);
  if (!fits) throw errors.bad_key('the key does not belong to this sort');
  return key;
}

/**
 * The rows after a key as ranges of an index, in their order: an "or" of them would make PostgreSQL walk the index from its
 * beginning. Columns that stand together, are of one table, run in one direction and cannot be null are compared as one
 * row. From the last such run to the first: equal in all columns before it and later in it; the nulls of a column come
 * after its values.
 */
function rangesAfter(sort: readonly SortColumn[], key: KeysetKey): Condition[] {
  const columns = sort.map((column, at) => ({
    ...column,
    ref: sql.ref(column.column),
    value: valueIn(column, key[at]),
    isNull: key[at] === null,
  }));
  const ranges: Condition[] = [];
  let end = columns.length;
  while (end > 0) {
    const start = startOfRun(sort, end);
    const run = columns.slice(start, end);
    const same = columns.slice(0, start).map(({ ref, value, isNull }) => {
      return isNull ? sql`${ref} is null` : sql`${ref} = ${value}`;
    });
    const all = (last: RawBuilder<unknown>) => sql<boolean>`(${sql.join([...same, last], sql` and `)})`;
    const [first] = run;
    // Nulls are last, so nothing of a column comes after one.
    if (first?.isNull === false) {
      const refs = sql.join(run.map(({ ref }) => ref));
      ranges.push(all(sql`(${refs}) ${later(first.direction)} (${sql.join(run.map(({ value }) => value))})`));
      if (first.nullable === true) ranges.push(all(sql`${first.ref} is null`));
    }
    end = start;
  }
  return ranges;
}

/** Where the run of columns begins that ends before `end`. */
function startOfRun(sort: readonly SortColumn[], end: number): number {
  const last = sort[end - 1];
  let start = end - 1;
  const joins = (column: SortColumn | undefined) =>
    column !== undefined &&
    column.nullable !== true &&
    last?.nullable !== true &&
    column.direction === last?.direction &&
    tableOf(column) === tableOf(last);
  while (joins(sort[start - 1])) start -= 1;
  return start;
}

function tableOf(column: SortColumn | undefined): string | undefined {
  return column?.column.includes('.') === true ? column.column.split('.', 1)[0] : undefined;
}

function later(direction: 'asc' | 'desc' | undefined): RawBuilder<unknown> {
  return sql.raw(direction === 'desc' ? '<' : '>');
}

function valueIn({ type }: SortColumn, part: string | number | null | undefined): RawBuilder<unknown> {
  if (!typeForm.test(type)) throw errors.bad_key(`"${type}" is no type of a sort column`);
  return sql`${part === null || part === undefined ? null : String(part)}::text::${sql.raw(type)}`;
}
