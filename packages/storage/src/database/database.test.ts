import { createServer } from 'node:net';
import { systemClock as clock } from '@maximus/kernel';
import { createMetricsRegistry, silentLogger } from '@maximus/observability';
import { recordingLogger } from '@maximus/observability/testing';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { type DatabaseOptions, type OpenDatabase, openDatabase } from './open-database.ts';
import { storageError } from './postgres-error.ts';
import type { ConnectionSettings } from './types.ts';

const within = { timeout: 60_000, interval: 10 };
let db: TestDatabase;
const opened: OpenDatabase[] = [];

beforeAll(async () => {
  db = await openTestDatabase({ role: 'owner' });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => db.close());

function open(connection: Partial<ConnectionSettings> = {}, options: Partial<DatabaseOptions> = {}): OpenDatabase {
  const database = openDatabase({
    connection: { ...db.connection, ...connection },
    clock,
    logger: silentLogger,
    ...options,
  });
  opened.push(database);
  return database;
}

test.each<[string, Partial<ConnectionSettings>, string]>([
  ['a wrong password', { password: 'guess' }, 'storage.wrong_password'],
  ['an unknown user', { user: 'nobody_here' }, 'storage.wrong_password'],
  ['a database that is not there', { database: 'not_here' }, 'storage.database_missing'],
  ['a port where nothing listens', { port: 1 }, 'storage.unreachable'],
  ['a host that cannot be resolved', { host: 'database.example.invalid' }, 'storage.unreachable'],
  ['TLS where the server has none', { tls: { verify: true } }, 'storage.unreachable'],
])('%s is told from the others', async (_, connection, code) => {
  await expect(open(connection).ping()).rejects.toMatchObject({ code });
});

test('a password that is wanted and not set is told as such', () => {
  const said = new Error('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string');
  expect(storageError(said)).toMatchObject({ code: 'storage.wrong_password', retryable: false });
});

test('a server that accepts and says nothing is given up', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const asked = open({ port }).ping(AbortSignal.timeout(50));
  await expect(asked).rejects.toMatchObject({ code: 'storage.unreachable' });
  server.close();
});

test('too many connections is told, and waited for by nobody', async () => {
  const role = `few_${Date.now()}`;
  await sql`create role ${sql.id(role)} login password 'x' connection limit 1`.execute(db.database.kysely);
  await sql`grant connect on database ${sql.id(db.connection.database)} to ${sql.id(role)}`.execute(db.database.kysely);
  const [one, two] = [open({ user: role, password: 'x' }), open({ user: role, password: 'x' })];
  await one.ping();
  await expect(two.ping()).rejects.toMatchObject({ code: 'storage.too_many_connections', retryable: true });
  await one.close();
  opened.shift();
  await vi.waitFor(() => two.ping(), within);
  await sql`alter role ${sql.id(role)} connection limit 0`.execute(db.database.kysely);
});

test('a deadlock is tried again and told', async () => {
  const { lines, logger } = recordingLogger();
  const registry = await createMetricsRegistry();
  const database = open({}, { logger, metrics: registry });
  await sql`create table pair (id int primary key, n int not null)`.execute(database.kysely);
  await sql`insert into pair values (1, 0), (2, 0)`.execute(database.kysely);
  const meeting = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const cross = (mine: number, first: number, second: number) =>
    database.transaction(async ({ kysely }) => {
      runs += 1;
      await sql`update pair set n = n + 1 where id = ${first}`.execute(kysely);
      meeting[mine]?.resolve();
      await meeting[1 - mine]?.promise;
      await sql`update pair set n = n + 1 where id = ${second}`.execute(kysely);
    });
  await Promise.all([cross(0, 1, 2), cross(1, 2, 1)]);
  const { rows } = await sql<{ n: number }>`select n from pair order by id`.execute(database.kysely);
  expect(rows).toEqual([{ n: 2 }, { n: 2 }]);
  expect(runs).toBeGreaterThan(2);
  await vi.waitFor(() => {
    const told = lines.find(({ msg }) => msg.includes('deadlock'));
    expect(told).toMatchObject({ statement: expect.stringContaining('update pair') });
    expect(told?.['others']).toContainEqual(expect.any(String));
  }, within);
  expect(await registry.value('maximus_platform_db_deadlocks_total')).toBeGreaterThan(0);
});

test('a transaction that keeps failing to serialise ends as a conflict', async () => {
  let runs = 0;
  const doomed = db.database.transaction(async ({ kysely }) => {
    runs += 1;
    await sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`.execute(kysely);
  });
  await expect(doomed).rejects.toMatchObject({ code: 'storage.conflict', retryable: true });
  expect(runs).toBe(4);
});

test('statements and waits for locks have an end', async () => {
  const database = open({}, { limits: { statementTimeoutMs: 300, lockTimeoutMs: 50 } });
  const slow = sql`select pg_sleep(10)`.execute(database.kysely);
  await expect(slow).rejects.toMatchObject({ code: 'storage.statement_timeout' });
  await sql`create table locked (n int)`.execute(database.kysely);
  await database.transaction(async ({ kysely }) => {
    await sql`lock table locked in access exclusive mode`.execute(kysely);
    const waiting = sql`select * from locked`.execute(database.kysely);
    await expect(waiting).rejects.toMatchObject({ code: 'storage.lock_timeout' });
  });
});

test('a pool whose connections are all held says who holds them, and goes on when one is free', async () => {
  const { lines, logger } = recordingLogger();
  const database = open({}, { poolSize: 2, logger });
  const free = Promise.withResolvers<void>();
  const holders = [1, 2].map(() =>
    database.transaction(async ({ kysely }) => {
      await sql`select 'held' as what`.execute(kysely);
      await free.promise;
    }),
  );
  await vi.waitFor(() => expect(database.pool().holders).toHaveLength(2), within);
  const waiting = database.ping();
  await vi.waitFor(() => expect(lines.map(({ level }) => level)).toContain('error'), within);
  expect(lines.find(({ level }) => level === 'error')).toMatchObject({
    waiting: 1,
    holders: [{ statement: "select 'held' as what" }, { statement: "select 'held' as what" }],
  });
  free.resolve();
  await Promise.all([...holders, waiting]);
  expect(database.pool()).toMatchObject({ waiting: 0, holders: [] });
});

test('slow statements are listed without their values', async () => {
  const registry = await createMetricsRegistry();
  const database = open({}, { metrics: registry });
  await sql`select pg_sleep(${0.55}::float8), ${'secret'}::text from outbox right join (select) as one on true`.execute(
    database.kysely,
  );
  expect(database.slowQueries()).toMatchObject([{ label: 'select outbox', count: 1 }]);
  expect(JSON.stringify(database.slowQueries())).not.toContain('secret');
  expect(await registry.value('maximus_platform_db_slow_queries_total', { query: 'select outbox' })).toBe(1);
});

test('a transaction whose plan went stale is run again', async () => {
  const database = open({}, { poolSize: 1 });
  const { kysely } = database;
  await sql`create table shifting (n int)`.execute(kysely);
  const read = (on: typeof kysely) => sql`select * from shifting where n > ${0}`.execute(on);
  for (let use = 0; use < 4; use += 1) await read(kysely);
  await sql`alter table shifting add column m int`.execute(kysely);
  let runs = 0;
  await database.transaction(async (tx) => {
    runs += 1;
    await sql`insert into shifting values (1)`.execute(tx.kysely);
    await read(tx.kysely);
  });
  expect(runs).toBe(2);
  expect((await read(kysely)).rows).toEqual([{ n: 1, m: null }]);
});

test('hot statements are prepared, and prepared again when the schema changed under them', async () => {
  const database = open({}, { poolSize: 1 });
  const { kysely } = database;
  await sql`create table changing (n int)`.execute(kysely);
  await sql`insert into changing values (1)`.execute(kysely);
  const read = () => sql<{ n: number; m?: number }>`select * from changing where n = ${1}`.execute(kysely);
  for (let use = 0; use < 4; use += 1) await read();
  const prepared = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(kysely);
  expect(prepared.rows).toMatchObject([{ statement: 'select * from changing where n = $1' }]);
  await sql`alter table changing add column m int default 2`.execute(kysely);
  expect((await read()).rows).toEqual([{ n: 1, m: 2 }]);
  const plain = open({}, { poolSize: 1, prepares: false });
  for (let use = 0; use < 5; use += 1) await sql`select ${use}::int`.execute(plain.kysely);
  expect((await sql`select from pg_prepared_statements`.execute(plain.kysely)).rows).toEqual([]);
});

test('a connection that is lost between two statements ends the transaction and nothing else', async () => {
  const database = open({}, { poolSize: 1 });
  const broken = database.transaction(async ({ kysely }) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(kysely);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db.database.kysely);
    // The socket is gone before the next statement is sent.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await sql`select 1`.execute(kysely);
  });
  await expect(broken).rejects.toMatchObject({ code: 'storage.unreachable' });
  await database.ping();
});

test('the disk being full is told as such', async () => {
  const full = sql`do $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`;
  await expect(full.execute(db.database.kysely)).rejects.toMatchObject({ code: 'storage.disk_full', http: 507 });
});

test('sessions name the program they belong to', async () => {
  const database = open({}, { applicationName: 'maximus-server oraculo' });
  const { rows } = await sql<{ name: string }>`select current_setting('application_name') as name`.execute(
    database.kysely,
  );
  expect(rows).toEqual([{ name: 'maximus-server oraculo' }]);
});
