import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, StorageLog } from '../database/index.ts';

/** What the presence of a process in the queue needs. */
export interface PresenceOptions {
  readonly database: Pick<Database, 'kysely'>;
  readonly logger: StorageLog;
  /** Ids of the jobs that this process knows of. */
  readonly held: () => readonly string[];
  /** Called when this process was silent for so long that its jobs were taken back. */
  readonly onTakenForDead: () => void;
  /** Called with the number of jobs of dead workers that were taken back. */
  readonly onReturned: (count: number) => void;
}

/** Says that the workers of this process live, and takes back the jobs of those that do not. */
export interface WorkerPresence {
  begin(workerId: string): Promise<void>;
  /** Gives back whatever the worker still holds. */
  end(workerId: string): Promise<void>;
  stop(): Promise<void>;
}

const beatMs = 5_000;
/** With a beat and a look each 5 s, a job of a killed process runs again within 60 s (platform.md §10). */
const silentSeconds = 35;

/** Starts to beat. Times are PostgreSQL's, so clocks that differ do no harm. */
export function createWorkerPresence({ database, logger, ...on }: PresenceOptions): WorkerPresence {
  const processId = randomUUID();
  const workers = new Set<string>();

  const beat = async () => {
    if (workers.size > 0) {
      const known = await sql`
        update job_worker set seen_at = now() where process_id = ${processId} returning worker_id`.execute(
        database.kysely,
      );
      if (known.rows.length < workers.size) {
        on.onTakenForDead();
        for (const workerId of workers) await announce(database, processId, workerId);
      }
    }
    const lost = workers.size > 0 ? await dropUnknown(database, [...workers], on.held()) : 0;
    const count = lost + (await takeBack(database));
    if (count > 0) {
      logger.warn({ count }, 'jobs that nobody works on any more were taken back');
      on.onReturned(count);
    }
  };
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating
      .then(beat)
      .catch((error) => logger.debug({ err: error }, 'the workers could not say that they live'));
  }, beatMs);
  timer.unref();

  return {
    begin: async (workerId) => {
      workers.add(workerId);
      await announce(database, processId, workerId);
    },
    end: async (workerId) => {
      workers.delete(workerId);
      await sql`delete from job_worker where worker_id = ${workerId}`.execute(database.kysely);
      await sql`select maximus_jobs.force_unlock_workers(array[${workerId}]::text[])`.execute(database.kysely);
    },
    stop: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}

async function announce({ kysely }: Pick<Database, 'kysely'>, processId: string, workerId: string): Promise<void> {
  await sql`
    insert into job_worker (worker_id, process_id) values (${workerId}, ${processId})
    on conflict (worker_id) do update set seen_at = now()`.execute(kysely);
}

/**
 * Jobs that PostgreSQL gave to a worker of this process whose answer was lost with the connection. Their locks are no part
 * of graphile-worker's public functions, which free only all jobs of a worker at once.
 */
async function dropUnknown(
  { kysely }: Pick<Database, 'kysely'>,
  workers: readonly string[],
  held: readonly string[],
): Promise<number> {
  const { rows } = await sql`
    with freed as (
      update maximus_jobs._private_jobs set locked_at = null, locked_by = null
      where locked_by = any(${workers}::text[]) and id <> all(${held}::bigint[])
        and locked_at < now() - make_interval(secs => ${silentSeconds})
      returning job_queue_id
    ), queues as (
      update maximus_jobs._private_job_queues as queue set locked_at = null, locked_by = null
      from freed where queue.id = freed.job_queue_id
    )
    select from freed`.execute(kysely);
  return rows.length;
}

/** A worker that was never announced counts from when it took its job. */
async function takeBack({ kysely }: Pick<Database, 'kysely'>): Promise<number> {
  const silent = sql`now() - make_interval(secs => ${silentSeconds})`;
  await sql`delete from job_worker where seen_at < ${silent}`.execute(kysely);
  const { rows } = await sql<{ worker_id: string; jobs: string }>`
    select locked_by as worker_id, count(*) as jobs
    from maximus_jobs.jobs
    where locked_at < ${silent} and not exists (select from job_worker where worker_id = locked_by)
    group by locked_by`.execute(kysely);
  if (rows.length === 0) return 0;
  const dead = rows.map((row) => row.worker_id);
  await sql`select maximus_jobs.force_unlock_workers(${dead}::text[])`.execute(kysely);
  return rows.reduce((sum, row) => sum + Number(row.jobs), 0);
}
