import { createHash } from 'node:crypto';

import pg from 'pg';
import { clientConfig } from '../database/client-config.ts';
import type { ConnectionSettings, StorageLog } from '../database/index.ts';
import { storageError } from '../database/postgres-error.ts';
import { errors } from '../errors.ts';
import type { Migration } from './types.ts';

/** What a run did. */
export interface MigrationReport {
  /** Ids of the steps that were applied now, in order. */
  readonly applied: readonly string[];
}

interface Step {
  readonly id: string;
  readonly statements: readonly string[];
  readonly checksum: string;
}

/** `maximus` in ASCII, so that other programs on the same database do not meet it by chance. */
const lockKey = '0x6d6178696d757301';

/**
 * Brings the schema up to date. Processes that start at once wait for each other (advisory lock); each step runs in one
 * transaction. Refuses a schema with steps this program does not know (`storage.schema_newer`) or that differ from
 * what was applied (`storage.schema_changed`); a step that fails is rolled back (`storage.migration_failed`).
 */
export async function runMigrations(
  connection: ConnectionSettings,
  migrations: readonly Migration[],
  logger: StorageLog,
): Promise<MigrationReport> {
  const steps = await record(migrations);
  const client = new pg.Client(clientConfig(connection, 'maximus-migrations'));
  // The statement in hand fails with the same cause; without a listener the process would end.
  client.on('error', (error) => logger.debug({ err: error }, 'the connection of the migrations was lost'));
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1::bigint)', [BigInt(lockKey).toString()]);
    await client.query(
      'create table if not exists schema_migrations (id text primary key, checksum text not null, ' +
        'applied_at timestamptz not null default now(), took_ms integer not null)',
    );
    const pending = await stepsToApply(client, steps);
    for (const step of pending) await apply(client, step, logger);
    return { applied: pending.map(({ id }) => id) };
  } catch (error) {
    throw storageError(error);
  } finally {
    // Ending the session gives the lock back; its outcome changes nothing for the caller.
    await client.end().catch(() => undefined);
  }
}

async function record(migrations: readonly Migration[]): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { id, up } of migrations) {
    const statements: string[] = [];
    await up(async (text) => {
      statements.push(typeof text === 'string' ? text : text.join(''));
    });
    const previous = steps.at(-1)?.id;
    if (!/^\d{4}-[a-z0-9-]+$/.test(id) || (previous !== undefined && previous >= id)) {
      throw errors.migration_failed(`step "${id}" must be named NNNN-name and come after "${previous ?? ''}"`);
    }
    const checksum = createHash('sha256').update(statements.map(normal).join('\0')).digest('hex');
    steps.push({ id, statements, checksum });
  }
  return steps;
}

/** Indentation is no change of a step. */
function normal(statement: string): string {
  return statement.split(/\s+/).join(' ').trim();
}

async function stepsToApply(client: pg.Client, steps: readonly Step[]): Promise<readonly Step[]> {
  const { rows } = await client.query<{ id: string; checksum: string }>('select id, checksum from schema_migrations');
  const known = new Map(steps.map((step) => [step.id, step]));
  const unknown = rows.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  if (unknown.length > 0) {
    throw errors.schema_newer(`the database has steps that this program does not know: ${unknown.sort().join(', ')}`);
  }
  for (const { id, checksum } of rows) {
    if (known.get(id)?.checksum !== checksum) throw errors.schema_changed(`step ${id} is not the one that was applied`);
  }
  const applied = new Set(rows.map(({ id }) => id));
  return steps.filter(({ id }) => !applied.has(id));
}

async function apply(client: pg.Client, step: Step, logger: StorageLog): Promise<void> {
  const beganMs = performance.now();
  await client.query('begin');
  try {
    for (const statement of step.statements) await client.query(statement);
    const tookMs = Math.round(performance.now() - beganMs);
    await client.query('insert into schema_migrations (id, checksum, took_ms) values ($1, $2, $3)', [
      step.id,
      step.checksum,
      tookMs,
    ]);
    await client.query('commit');
    logger.info({ migration: step.id, tookMs }, 'schema step applied');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    const known = storageError(error);
    if (known !== error && (known as { code?: string }).code !== 'storage.query_failed') throw known;
    const text = error instanceof Error ? error.message : String(error);
    throw errors.migration_failed(`step ${step.id} failed: ${text}`, { migration: step.id }, error);
  }
}
