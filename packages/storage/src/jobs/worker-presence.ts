import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, StorageLog } from '../database/index.ts';

/** What the presence of a process in the queue needs. */
export interface PresenceOptions {
  readonly database: Pick<Database, 'kysely'>;
  readonly logger: StorageLog;
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

const beatMs = 10_000;
/** With a beat each 10 s and a look each 10 s, a job of a killed process runs again within 60 s (platform.md §10). */
const silentSeconds = 40;

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
    const count = await takeBack(database);
    if (count > 0) {
      logger.warn({ count }, 'jobs of a process that had died were taken back');
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
