import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Tables } from '../tables.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { copyRows } from './copy-rows.ts';
import { unnestRows } from './unnest-rows.ts';

let db: TestDatabase;
let kysely: Kysely<Tables>;

beforeAll(async () => {
  db = await openTestDatabase({ role: 'owner' });
  ({ kysely } = db.database);
  await sql`create table bulk (n int primary key, t text, at timestamptz, b bytea, list text[], j jsonb, flag boolean)`.execute(
    kysely,
  );
});
beforeEach(() => sql`truncate bulk`.execute(kysely));
afterAll(() => db.close());

const columns = ['n', 't', 'at', 'b', 'list', 'j', 'flag'];
const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
const awkward = fc.oneof(text, fc.constantFrom('\\N', '\\.', 'a\tb\nc\rd\\', '"{}",', ''));
const row = fc.tuple(
  fc.option(awkward),
  fc.option(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })),
  fc.option(fc.uint8Array()),
  fc.option(fc.array(fc.option(awkward), { maxLength: 3 })),
  fc.option(fc.record({ a: awkward })),
  fc.option(fc.boolean()),
);

test('what is copied in is what is read out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (values) => {
      await sql`truncate bulk`.execute(kysely);
      const rows = values.map((value, n) => [n, ...value]);
      expect(await copyRows(kysely, 'bulk', columns, rows)).toBe(rows.length);
      const read = await sql<Record<string, unknown>>`select * from bulk order by n`.execute(kysely);
      const expected = rows.map(([n, t, at, b, list, j, flag]) => ({
        n,
        t,
        at,
        b: b && Buffer.from(b as Uint8Array),
        list,
        j,
        flag,
      }));
      expect(read.rows).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('a load that fails leaves the connection and the transaction of others usable', async () => {
  const load = db.database.transaction((tx) => copyRows(tx.kysely, 'bulk', ['n'], [[1], [1]]));
  await expect(load).rejects.toMatchObject({ code: '23505' });
  async function* broken() {
    yield [1];
    throw new Error('the source ended early');
  }
  const half = db.database.transaction((tx) => copyRows(tx.kysely, 'bulk', ['n'], broken()));
  await expect(half).rejects.toThrow('the source ended early');
  expect(await copyRows(kysely, 'bulk', ['n'], [[1]])).toBe(1);
  const { rows } = await sql<{ count: string }>`select count(*) from bulk`.execute(kysely);
  expect(rows[0]?.count).toBe('1');
});

test('many rows are one statement with one parameter per column', async () => {
  const rows = Array.from({ length: 5_000 }, (_, n) => ({ n, t: `text ${n}`, at: n % 2 === 0 ? new Date(n) : null }));
  await sql`
    insert into bulk (n, t, at) select n, t, at from ${unnestRows({ n: 'int', t: 'text', at: 'timestamptz' }, rows)}
    on conflict do nothing
  `.execute(kysely);
  const read = await sql`select n, t, at from bulk order by n`.execute(kysely);
  expect(read.rows).toEqual(rows);
});
