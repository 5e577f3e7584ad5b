import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { type KeysetKey, keysetPage, type SortColumn } from './keyset-page.ts';

interface Rows {
  item: { id: number; rank: number | null; at: Date; weight: number | null };
}

let db: TestDatabase;
let kysely: Kysely<Rows>;

beforeAll(async () => {
  db = await openTestDatabase({ role: 'owner' });
  kysely = db.database.kysely as unknown as Kysely<Rows>;
  await sql`create table item (id int primary key, rank smallint, at timestamptz not null, weight real)`.execute(
    kysely,
  );
  await sql`
    insert into item
    select n, case when n % 7 = 0 then null else n % 5 end, timestamptz '2026-01-01' + (n % 11) * interval '1 microsecond',
      case when n % 3 = 0 then null else (n % 13) / 3.0::real end
    from generate_series(1, 200) as n`.execute(kysely);
  await sql`create index item_by_rank on item (rank desc nulls last, id)`.execute(kysely);
});
afterAll(() => db.close());

const direction = fc.constantFrom('asc' as const, 'desc' as const);
const column = fc.constantFrom(
  { column: 'rank', type: 'smallint', nullable: true },
  { column: 'at', type: 'timestamptz' },
  { column: 'item.weight', type: 'real', nullable: true },
);
const sorts = fc
  .tuple(fc.uniqueArray(fc.record({ column, direction }), { maxLength: 3, selector: (part) => part.column }), direction)
  .map(([parts, last]): SortColumn[] => [
    ...parts.map((part) => ({ ...part.column, direction: part.direction })),
    { column: 'id', type: 'integer', direction: last },
  ]);

async function readAll(sort: readonly SortColumn[], limit: number): Promise<number[]> {
  const ids: number[] = [];
  let after: KeysetKey | undefined;
  for (;;) {
    const { items, next } = await keysetPage(kysely.selectFrom('item').select(['id']), { sort, after, limit });
    ids.push(...items.map(({ id }) => id));
    if (next === null) return ids;
    // Through JSON, as a cursor goes.
    after = JSON.parse(JSON.stringify(next));
  }
}

test('the pages of any sort, put together, are the whole list in that sort', async () => {
  await fc.assert(
    fc.asyncProperty(sorts, fc.integer({ min: 7, max: 90 }), async (sort, limit) => {
      const order = sort.map((part) => `${part.column} ${part.direction} nulls last`).join(', ');
      const { rows } = await sql<{ id: number }>`select id from item order by ${sql.raw(order)}`.execute(kysely);
      expect(await readAll(sort, limit)).toEqual(rows.map(({ id }) => id));
    }),
    { numRuns: 40 },
  );
});

test('a late page is read from the midst of the index', async () => {
  await sql`set enable_seqscan = off`.execute(kysely);
  const plan = await sql<{ 'QUERY PLAN': string }>`
    explain select id from item where rank = 2::text::smallint and id > '100'::text::integer
    order by rank desc nulls last, id limit 10`.execute(kysely);
  const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toMatch(/Index (Only )?Scan/);
  expect(text).toContain('Index Cond');
  expect(text).not.toContain('Sort');
});

test('rows do not show the key they are read by', async () => {
  const sort: SortColumn[] = [{ column: 'id', type: 'integer', direction: 'asc' }];
  const page = await keysetPage(kysely.selectFrom('item').select(['id']), { sort, limit: 1 });
  expect(page).toEqual({ items: [{ id: 1 }], next: ['1'] });
});

test.each<[string, KeysetKey]>([
  ['of another length', ['1', '2']],
  ['with a null where none can be', [null]],
])('a key %s is refused', async (_, after) => {
  const sort: SortColumn[] = [{ column: 'id', type: 'integer', direction: 'asc' }];
  const page = keysetPage(kysely.selectFrom('item').select(['id']), { sort, after, limit: 1 });
  await expect(page).rejects.toMatchObject({ code: 'storage.bad_key' });
});

test('a key whose text does not fit the column is refused', async () => {
  const sort: SortColumn[] = [{ column: 'id', type: 'integer', direction: 'asc' }];
  const page = keysetPage(kysely.selectFrom('item').select(['id']), { sort, after: ['x'], limit: 1 });
  await expect(page).rejects.toMatchObject({ code: 'storage.bad_key' });
});

test('a page is planned with its values each time and never prepared', async () => {
  const sort: SortColumn[] = [{ column: 'id', type: 'integer', direction: 'asc' }];
  for (let time = 0; time < 5; time++) await keysetPage(kysely.selectFrom('item').select(['id']), { sort, limit: 3 });
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_prepared_statements where statement like '%keyset_key%' and statement not like '%pg_prepared%'
  `.execute(kysely);
  expect(rows).toEqual([{ n: 0 }]);
});

test('columns of two tables are read by ranges that each table can search in', async () => {
  const sort: SortColumn[] = [
    { column: 'a.rank', type: 'smallint', direction: 'desc', nullable: true },
    { column: 'a.id', type: 'integer', direction: 'asc' },
    { column: 'b.at', type: 'timestamptz', direction: 'asc' },
    { column: 'b.id', type: 'integer', direction: 'asc' },
  ];
  const joined = () =>
    kysely
      .selectFrom('item as a')
      .innerJoin('item as b', (join) => join.on(sql<boolean>`b.id % 20 = a.id % 20`))
      .where('a.id', '<=', 30)
      .select([sql<string>`a.id || '-' || b.id`.as('pair')]);
  const whole = await keysetPage(joined(), { sort, limit: 10_000 });
  expect(whole.items.length).toBe(300);
  const pairs: string[] = [];
  let after: KeysetKey | undefined;
  do {
    const page = await keysetPage(joined(), { sort, after, limit: 17 });
    pairs.push(...page.items.map(({ pair }) => pair));
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(pairs).toEqual(whole.items.map(({ pair }) => pair));
});
