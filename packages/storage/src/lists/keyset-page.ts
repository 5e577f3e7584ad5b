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
 * The rows after a key as ranges of an index, in their order. One range, as a comparison of rows, when all columns are of
 * one table, run in one direction and none can be null. Else one by one: equal in all columns but the last and later there, then equal
 * in all but the last two, and so on, with the nulls of a column after its values. An "or" of these would make
 * PostgreSQL walk the index from its beginning.
 */
function rangesAfter(sort: readonly SortColumn[], key: KeysetKey): Condition[] {
  const columns = sort.map((column, at) => ({
    ...column,
    ref: sql.ref(column.column),
    value: valueIn(column, key[at]),
  }));
  const [first] = sort;
  const direction = first?.direction;
  // Of several tables no one index could serve the comparison of rows, but the ranges have conditions for each.
  const isAlike = (column: SortColumn) =>
    column.direction === direction && column.nullable !== true && tableOf(column) === tableOf(first);
  if (sort.every(isAlike)) {
    const refs = sql.join(columns.map(({ ref }) => ref));
    return [sql<boolean>`(${refs}) ${later(direction)} (${sql.join(columns.map(({ value }) => value))})`];
  }
  const ranges: Condition[] = [];
  for (const [at, column] of [...columns.entries()].reverse()) {
    // Nulls are last, so nothing of this column comes after one.
    if (key[at] === null) continue;
    const same = columns.slice(0, at).map(({ ref, value }, before) => {
      return key[before] === null ? sql`${ref} is null` : sql`${ref} = ${value}`;
    });
    const all = (last: RawBuilder<unknown>) => sql<boolean>`(${sql.join([...same, last], sql` and `)})`;
    ranges.push(all(sql`${column.ref} ${later(column.direction)} ${column.value}`));
    if (column.nullable === true) ranges.push(all(sql`${column.ref} is null`));
  }
  return ranges;
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
