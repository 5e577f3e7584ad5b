import { systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConnectionSettings, clientConfig, type OpenDatabase, openDatabase } from '../database/index.ts';
import { prepareJobs } from '../jobs/index.ts';
import { migrations, runMigrations } from '../migrations/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { openWorkingRole, type WorkingRoleOptions } from './index.ts';

let test: TestDatabase;
let owner: OpenDatabase;

beforeAll(async () => {
  test = await openTestDatabase();
  owner = openDatabase({ connection: test.connection, clock: systemClock, logger: silentLogger, poolSize: 1 });
}, 120_000);
afterAll(async () => {
  await owner.close();
  await test.close();
});

const tables = ['audit_entries', 'audit_leaves', 'audit_checkpoints', 'audit_keys', 'audit_names'];

it.each(tables)('even without its triggers %s loses nothing to the role that the server works as', async (table) => {
  await sql.raw(`alter table ${table} disable trigger user`).execute(owner.kysely);
  const column = { audit_entries: 'action', audit_leaves: 'seq', audit_names: 'digest' }[table] ?? 'key_id';
  // Answered with a warning alone: a role without the right to grant gives nothing.
  await sql.raw(`grant all on ${table} to current_user`).execute(test.database.kysely);
  for (const statement of [
    `update ${table} set ${column} = ${column}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
    `alter table ${table} enable trigger user`,
    `alter table ${table} disable trigger all`,
    `alter table ${table} owner to current_user`,
    `create trigger t before insert on ${table} for each row execute function audit_refuse()`,
    `create rule r as on insert to ${table} do instead nothing`,
    `drop table ${table} cascade`,
    `create temporary table ${table} ()`,
    `set session_replication_role = replica`,
    `set role ${test.connection.user}`,
  ]) {
    await expect(sql.raw(statement).execute(test.database.kysely), statement).rejects.toMatchObject({
      code: 'storage.not_permitted',
    });
  }
  await sql.raw(`alter table ${table} enable trigger user`).execute(owner.kysely);
});

it('a second look changes nothing, and what was granted too much is taken back', async () => {
  const held = async () => {
    const { rows } = await sql<{ acl: string }>`
      select relname || coalesce(relacl::text, '') || coalesce((select string_agg(attacl::text, ',') from pg_attribute
        where attrelid = c.oid), '') as acl, c.xmin::text as written
      from pg_class c where relnamespace = 'public'::regnamespace order by relname`.execute(owner.kysely);
    return rows;
  };
  const before = await held();
  const { user } = test.database.connection;
  expect(await openWorkingRole(test.connection, { logger: silentLogger })).toMatchObject({ connection: { user } });
  expect(await held()).toEqual(before);
  await sql`grant all on audit_entries to ${sql.id(user)}`.execute(owner.kysely);
  await sql`grant update (digest) on audit_names to ${sql.id(user)}`.execute(owner.kysely);
  await openWorkingRole(test.connection, { logger: silentLogger });
  expect((await held()).map(({ acl }) => acl)).toEqual(before.map(({ acl }) => acl));
});

/** A database of a PostgreSQL that somebody else runs: its owner is no superuser. */
async function elsewhere(attributes: string, work: (given: Elsewhere) => Promise<void>): Promise<void> {
  const owns = `owner_${Math.random().toString(36).slice(2, 10)}`;
  await using db = await openTestDatabase({ role: 'owner' });
  const run = (statement: string) => asked(db.connection, statement);
  const connection = { ...db.connection, user: owns, password: 'first', database: owns };
  try {
    await run(`create role ${owns} login password 'first' ${attributes}`);
    await run(`create database ${owns} owner ${owns}`);
    await runMigrations(connection, migrations, silentLogger);
    await prepareJobs(connection, silentLogger);
    await work({ connection, run, user: `${owns}_app` });
  } finally {
    await run(`drop database if exists ${owns} with (force)`);
    await run(`drop role if exists ${owns}_app`);
    await run(`drop role if exists ${owns}`);
  }
}

interface Elsewhere {
  readonly connection: ConnectionSettings;
  readonly user: string;
  run(statement: string): Promise<unknown>;
}

async function asked(connection: ConnectionSettings, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client(clientConfig(connection, 'maximus-test'));
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function opened(connection: ConnectionSettings, options: Omit<WorkingRoleOptions, 'logger'> = {}) {
  const warnings: unknown[] = [];
  const logger = { ...silentLogger, warn: (fields: unknown) => void warnings.push(fields) } as typeof silentLogger;
  return { ...(await openWorkingRole(connection, { ...options, logger })), warnings };
}

it('an owner that may create roles makes it, and a new password of the owner is one of the role', async () => {
  await elsewhere('createrole', async ({ connection, run, user }) => {
    const first = await opened(connection);
    expect(first).toMatchObject({ connection: { user }, warnings: [] });
    expect(await asked(first.connection, 'select current_user as name')).toEqual([{ name: user }]);
    await run(`alter role ${connection.user} password 'second'`);
    const second = await opened({ ...connection, password: 'second' });
    expect(second).toMatchObject({ connection: { user }, warnings: [] });
    expect(second.connection.password).not.toBe(first.connection.password);
    await expect(asked(second.connection, 'delete from audit_entries')).rejects.toThrow('permission denied');
    await expect(asked(second.connection, 'create temporary table audit_entries ()')).rejects.toThrow('permission');
  });
}, 120_000);

it('an owner that may not works on as itself and says so, until a person has made the role', async () => {
  await elsewhere('', async ({ connection, run, user }) => {
    const without = await opened(connection);
    expect(without).toMatchObject({
      connection,
      problem: expect.stringContaining(`there is no role ${user}`),
      warnings: [{ role: user, works_as: connection.user }],
    });
    await run(`create role ${user} login password 'of its own'`);
    expect(await opened(connection)).toMatchObject({ connection, problem: expect.stringContaining('password') });
    expect(await opened(connection, { password: '' })).toMatchObject({ connection, warnings: [{ role: user }] });
    const made = await opened(connection, { password: 'of its own' });
    expect(made).toMatchObject({ connection: { user, password: 'of its own' }, warnings: [] });
    expect(made.problem).toBeUndefined();
    await run(`alter role ${user} superuser`);
    expect(await opened(connection, { password: 'of its own' })).toMatchObject({
      connection: { user },
      problem: expect.stringContaining('superuser'),
    });
  });
}, 120_000);

it('a PostgreSQL that is away is told as such', async () => {
  const away = openWorkingRole({ ...test.connection, port: 1 }, { logger: silentLogger });
  await expect(away).rejects.toMatchObject({ code: 'storage.unreachable' });
});
