import { defineEvent } from '@maximus/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';

const happened = defineEvent('maximus.adaptive-immunity.events', 'test.happened', z.strictObject({ n: z.number() }));
let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase({ role: 'owner' });
});
afterAll(() => db.close());

test('events are written with the transaction, in order, or not at all', async () => {
  const { database } = db;
  let woken = 0;
  const stop = database.onEvents(() => {
    woken += 1;
  });
  await database.transaction(async (tx) => {
    for (const n of [1, 2, 3]) tx.emit({ event: happened, key: 'k', data: { n }, correlationId: 'c' });
  });
  await expect(
    database.transaction(async (tx) => {
      tx.emit({ event: happened, key: 'k', data: { n: 4 }, correlationId: 'c' });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  stop();
  const rows = await database.kysely.selectFrom('outbox').select(['envelope']).orderBy('seq').execute();
  expect(rows.map(({ envelope }) => JSON.parse(envelope).data.n)).toEqual([1, 2, 3]);
  expect(woken).toBe(1);
});

test('an event that its contract refuses undoes the transaction', async () => {
  const write = db.database.transaction(async (tx) => {
    await sql`create table never (n int)`.execute(tx.kysely);
    tx.emit({ event: happened, key: 'k', data: { n: 'one' }, correlationId: 'c' });
  });
  await expect(write).rejects.toMatchObject({ code: 'storage.event_invalid' });
  const { rows } = await sql<{ found: string | null }>`select to_regclass('never') as found`.execute(
    db.database.kysely,
  );
  expect(rows[0]?.found).toBeNull();
});
