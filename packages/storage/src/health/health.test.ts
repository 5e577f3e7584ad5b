import { frozenClock, systemClock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { storageChecks } from './storage-checks.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase({ poolSize: 2, role: 'owner' });
});
afterAll(() => db.close());

const check = (name: string, clock = systemClock, signal = AbortSignal.timeout(1_000), database = db.database) =>
  storageChecks(database, clock)
    .find((one) => one.name === name)
    ?.check(signal);

test('a database that writes is healthy', async () => {
  expect(await check('database')).toMatchObject({ status: 'healthy' });
});

test('a database that only reads is degraded', async () => {
  const { kysely } = db.database;
  const name = sql.id(db.connection.database);
  await sql`alter database ${name} set default_transaction_read_only = on`.execute(kysely);
  const fresh = openDatabase({ connection: db.connection, clock: systemClock, logger });
  expect(await check('database', systemClock, undefined, fresh)).toMatchObject({ status: 'degraded' });
  await fresh.close();
  await sql`alter database ${name} reset default_transaction_read_only`.execute(kysely);
});

test('a database that is away, or does not answer in time, is unhealthy', async () => {
  const away = openDatabase({ connection: { ...db.connection, port: 1 }, clock: systemClock, logger });
  expect(await check('database', systemClock, undefined, away)).toMatchObject({
    status: 'unhealthy',
    detail: expect.stringContaining('storage.unreachable'),
  });
  await away.close();
  expect(await check('database', systemClock, AbortSignal.abort())).toMatchObject({ status: 'unhealthy' });
});

test('a clock that is off is told', async () => {
  expect(await check('clock')).toMatchObject({ status: 'healthy' });
  expect(await check('clock', frozenClock(Date.now() - 60_000))).toMatchObject({
    status: 'degraded',
    detail: expect.stringContaining('behind'),
  });
  expect(await check('clock', frozenClock(Date.now() + 60_000))).toMatchObject({ status: 'degraded' });
});
