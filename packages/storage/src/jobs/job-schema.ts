import type { Logger as WorkerLogger } from 'graphile-worker';
import { type ConnectionSettings, createPool, type StorageLog, storageError } from '../database/index.ts';

/** The schema that graphile-worker keeps its tables in. */
export const jobSchema = 'maximus_jobs';

/** `maximus` in ASCII and a number. */
const migrationLock = BigInt('0x6d6178696d757303').toString();

/** Loaded when first used: it searches the disk for settings as it is loaded, and a process without jobs needs none of it. */
export async function loadWorker() {
  return await import('graphile-worker');
}

/** Brings the tables of the jobs up to date; processes that start at once wait for each other. */
export async function prepareJobs(connection: ConnectionSettings, logger: StorageLog): Promise<void> {
  const { runMigrations } = await loadWorker();
  const pool = createPool({ connection, logger, applicationName: 'maximus-migrations', size: 2 });
  try {
    const lock = await pool.connect();
    try {
      await lock.query(`select pg_advisory_lock(${migrationLock})`);
      await runMigrations({ pgPool: pool, schema: jobSchema, logger: await workerLogger(logger) });
      await lock.query(`select pg_advisory_unlock(${migrationLock})`);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw storageError(error);
  } finally {
    await pool.end();
  }
}

/** graphile-worker's log as ours. What it tells of single jobs is told by us, with their names and correlation. */
export async function workerLogger(logger: StorageLog): Promise<WorkerLogger> {
  const { Logger } = await loadWorker();
  return new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true || meta?.['success'] === true) return;
    const fields = { worker: message.slice(0, 500), ...(meta?.['error'] !== undefined && { err: meta['error'] }) };
    // Its errors are lost connections and the like, which it gets over by itself.
    if (level === 'error' || level === 'warning') logger.warn(fields, 'background jobs');
    else logger.debug(fields, 'background jobs');
  });
}
