import pg from 'pg';
import { type ConnectionSettings, clientConfig, type StorageLog, sqlStateOf, storageError } from '../database/index.ts';
import { jobSchema } from '../jobs/index.ts';
import { grantRights } from './grants.ts';
import { derivedPassword, scramVerifier } from './scram.ts';

/** What was said of the role that a server works as. */
export interface WorkingRoleOptions {
  /** Absent: the owner's name with `_app`. */
  readonly user?: string | undefined;
  /** Absent: made from the owner's password. One that is given is never changed. */
  readonly password?: string | undefined;
  readonly logger: StorageLog;
}

/** How everything but the steps of the schema reaches the database. */
export interface WorkingRole {
  readonly connection: ConnectionSettings;
  /** Why it is the owner after all, or may do more than it should; absent when the audit log is append-only for it. */
  readonly problem?: string;
}

/** `maximus` in ASCII and a number. */
const lockKey = BigInt('0x6d6178696d757304').toString();
const notPermitted = '42501';
/** Made by another process at this moment: roles belong to the whole server, our lock to one database. */
const raced: ReadonlySet<string | undefined> = new Set(['42710', '23505']);
const refusals: ReadonlySet<unknown> = new Set([
  'storage.wrong_password',
  'storage.not_permitted',
  'storage.database_missing',
]);
/** As poolers refuse a user that they do not know. */
const protocolViolation = '08P01';

/**
 * Makes the role that the server works as, gives it its rights (`grants.ts`) and answers how to connect as it. The owner of
 * the tables is used for the steps of the schema and for this alone. Where the owner may make no roles and there is
 * none, or it cannot log in, the answer is the owner with a `problem`, which is logged. Fails with `storage.*` when
 * PostgreSQL is away. Needs the schema to be in place.
 */
export async function openWorkingRole(owner: ConnectionSettings, options: WorkingRoleOptions): Promise<WorkingRole> {
  const user = options.user ?? `${owner.user}_app`;
  const password =
    options.password ?? (owner.password === undefined ? undefined : derivedPassword(owner.password, user));
  const { password: _, ...rest } = owner;
  const connection = { ...rest, user, ...(password !== undefined && { password }) };
  let problem: string | undefined;
  try {
    problem = await asOwner(owner, async (client) => {
      const made = await makeRole(client, user, password);
      if (made !== undefined) return made;
      await inTransaction(client, () => grantRights(client, user, jobSchema));
      const said = await lookAround(connection);
      if (said !== wrongPassword || options.password !== undefined || password === undefined) return said;
      // The owner's password was changed, and with it the one that is made from it.
      return (await setPassword(client, user, password)) ? await lookAround(connection) : said;
    });
  } catch (error) {
    if (!isRefusal(error)) throw storageError(error);
    problem = error instanceof Error ? error.message : String(error);
  }
  if (problem === undefined) return { connection };
  const holds = problem === tooMuch ? connection : owner;
  options.logger.warn(
    { role: user, works_as: holds.user, problem },
    'the database role of this server could change rows of the audit log; see "Roles of the database" in the operations guide',
  );
  return { connection: holds, problem: `works as ${holds.user}, which may change the audit log: ${problem}` };
}

async function asOwner<T>(owner: ConnectionSettings, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(clientConfig(owner, 'maximus-migrations'));
  // The statement in hand fails with the same cause; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    // What it was for is done or has failed by now; how it ends changes neither.
    await client.end().catch(() => undefined);
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1::bigint)', [lockKey]);
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Why there is no such role; `undefined` when there is. */
async function makeRole(client: pg.Client, user: string, password?: string): Promise<string | undefined> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [user]);
  if (rowCount === 1) return undefined;
  const secret = password === undefined ? '' : ` password ${literal(password)}`;
  try {
    await client.query(`create role ${pg.escapeIdentifier(user)} login${secret}`);
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === notPermitted) return `there is no role ${user}, and ${client.user} may not create it`;
    if (!raced.has(state)) throw error;
  }
  return undefined;
}

/** Whether PostgreSQL is there and says no, which a later try would not change. */
function isRefusal(error: unknown): boolean {
  return refusals.has((storageError(error) as { code?: unknown }).code) || sqlStateOf(error) === protocolViolation;
}

/** Whether the owner may do so. */
async function setPassword(client: pg.Client, user: string, password: string): Promise<boolean> {
  try {
    await client.query(`alter role ${pg.escapeIdentifier(user)} password ${literal(password)}`);
    return true;
  } catch (error) {
    if (sqlStateOf(error) === notPermitted) return false;
    throw error;
  }
}

function literal(password: string): string {
  return pg.escapeLiteral(scramVerifier(password));
}

const wrongPassword = 'it refuses the password';
const tooMuch = 'it is a superuser, owns the tables, or was granted too much';

/** Logs in as the role: does that work, does it see the tables, and can it do no more than it should? */
async function lookAround(connection: ConnectionSettings): Promise<string | undefined> {
  const client = new pg.Client(clientConfig(connection, 'maximus-migrations'));
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ sees: boolean; too_much: boolean }>(`
      select to_regclass('audit_entries') is not null as sees,
        coalesce(has_table_privilege(to_regclass('audit_entries'), 'update, delete, truncate, trigger')
          or has_database_privilege(current_database(), 'temporary'), false) as too_much`);
    if (rows[0]?.sees !== true)
      return `${connection.user} does not find the tables: they are not in the schema "public"`;
    return rows[0].too_much ? tooMuch : undefined;
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === '28P01') return wrongPassword;
    if (!isRefusal(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
