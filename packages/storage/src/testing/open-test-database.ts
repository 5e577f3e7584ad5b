import { createHash, randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@maximus/kernel';
import { silentLogger } from '@maximus/observability';
import pg from 'pg';
import { type ConnectionSettings, clientConfig, type OpenDatabase, openDatabase } from '../database/index.ts';
import { prepareJobs } from '../jobs/index.ts';
import { migrations, runMigrations } from '../migrations/index.ts';
import { openWorkingRole } from '../roles/index.ts';
import { attachServer } from './attach-server.ts';

/** How a test wants its database. */
export interface TestDatabaseOptions {
  readonly clock?: Clock;
  readonly poolSize?: number;
  /** `owner` for tests that make or alter tables themselves; default: with the rights that the product works with. */
  readonly role?: 'owner' | 'working';
}

/** A migrated database of its own on a real PostgreSQL. */
export interface TestDatabase extends AsyncDisposable {
  readonly database: OpenDatabase;
  /** As the owner of the tables, whatever `database` works as. */
  readonly connection: ConnectionSettings;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

/**
 * A fresh, migrated database for one test or one file of tests; close it afterwards. All processes of this user that
 * test this checkout share one embedded PostgreSQL, which starts by itself and ends when the last of them has ended.
 */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await attachServer();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const maintenance = { ...server.connection, database: 'postgres' };
  server.owns(name);
  await withClient(maintenance, async (client) => {
    const template = await templateOf(client, server.connection);
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  const connection = { ...server.connection, database: name };
  const database = openDatabase({
    connection: options.role === 'owner' ? connection : await worksAs(connection),
    clock: options.clock ?? systemClock,
    logger: silentLogger,
    applicationName: 'maximus-test',
    poolSize: options.poolSize ?? 5,
  });
  const close = async () => {
    await database.close();
    await withClient(maintenance, (client) => client.query(`drop database if exists ${name} with (force)`));
    server.dropped(name);
  };
  return { database, connection, close, [Symbol.asyncDispose]: close };
}

/** One template per state of the migrations, made by whoever needs it first. */
async function templateOf(client: pg.Client, connection: ConnectionSettings): Promise<string> {
  const name = `template_${await schemaHash()}`;
  if (await exists(client, name)) return name;
  await client.query("select pg_advisory_lock(hashtext('maximus test template'))");
  if (!(await exists(client, name))) {
    // Migrated under another name, so that a template that is there is whole.
    const building = `building_${randomBytes(8).toString('hex')}`;
    await client.query(`create database ${building}`);
    await runMigrations({ ...connection, database: building }, migrations, silentLogger);
    await prepareJobs({ ...connection, database: building }, silentLogger);
    await worksAs({ ...connection, database: building });
    await client.query(`alter database ${building} rename to ${name}`);
  }
  await client.query("select pg_advisory_unlock(hashtext('maximus test template'))");
  return name;
}

async function worksAs(owner: ConnectionSettings): Promise<ConnectionSettings> {
  const { connection, problem } = await openWorkingRole(owner, { logger: silentLogger });
  if (problem !== undefined) throw new Error(problem);
  return connection;
}

async function schemaHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const { id, up } of migrations) {
    hash.update(id);
    await up(async (text) => {
      hash.update(typeof text === 'string' ? text : text.join(''));
    });
  }
  return hash.digest('hex').slice(0, 16);
}

async function exists(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1;
}

async function withClient<T>(connection: ConnectionSettings, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(connection, 'maximus-test'));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
