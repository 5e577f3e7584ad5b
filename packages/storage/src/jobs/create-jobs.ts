import { systemClock } from '@maximus/kernel';
import { bindMetrics, createStuckJobs, type MetricsRegistry, type StuckJobs } from '@maximus/observability';
import { sql } from 'kysely';
import type { OpenDatabase, StorageLog } from '../database/index.ts';
import { storageMetrics } from '../metrics.ts';
import { enqueue } from './enqueue.ts';
import { type JobRunner, startRunner } from './job-runner.ts';
import { jobSchema } from './job-schema.ts';
import { type RegisteredJob, RunningJobs, type TakenJob } from './running-jobs.ts';
import type { Jobs } from './types.ts';
import { createWorkerPresence, type WorkerPresence } from './worker-presence.ts';

/** What the background jobs of a process stand on. */
export interface JobsOptions {
  readonly database: OpenDatabase;
  readonly logger: StorageLog;
  readonly metrics?: MetricsRegistry | undefined;
  /** Where jobs without progress are flagged; default: a list of their own that logs. */
  readonly stuck?: StuckJobs | undefined;
  /** Jobs that run at once in this process; default 4. */
  readonly concurrency?: number;
}

/** Background jobs on graphile-worker, whose tables `prepareJobs` has brought up to date. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const { database, logger } = options;
  const meters = bindMetrics(storageMetrics, options.metrics);
  const stuck =
    options.stuck ?? createStuckJobs(systemClock, (job) => logger.warn({ job }, 'a background job makes no progress'));
  const registered = new Map<string, RegisteredJob>();
  const running = new RunningJobs(stuck);
  let presence: WorkerPresence | undefined;
  let runners: readonly JobRunner[] | undefined;
  meters.job_waiting_count.collect(async (record) => {
    for (const { name, count } of await waiting(database)) record({ queue: name }, Number(count));
  });

  const run = async (job: TakenJob): Promise<void> => {
    const known = registered.get(job.name);
    if (known === undefined) throw new TypeError(`there is no handler for "${job.name}"`);
    const beganMs = performance.now();
    const told = { job: job.name, jobId: job.id, attempt: job.attempt };
    try {
      await running.run(job, known);
      meters.job_runs_total.inc({ queue: job.name, result: 'done' });
      logger.debug({ ...told, tookMs: Math.round(performance.now() - beganMs) }, 'job done');
    } catch (error) {
      const interrupted = running.interrupted.includes(job);
      const isLast = job.attempt >= job.maxAttempts;
      const result = interrupted ? 'returned' : isLast ? 'gave_up' : 'failed';
      meters.job_runs_total.inc({ queue: job.name, result });
      if (interrupted) logger.info(told, 'job given back, because the process stops');
      else if (isLast) logger.error({ ...told, err: error }, 'job failed for the last time');
      else logger.warn({ ...told, err: error }, 'job failed and will be tried again');
      throw error;
    }
  };

  let stopped: Promise<void> | undefined;
  const stop = async (deadline: AbortSignal): Promise<void> => {
    running.stop();
    await Promise.all((runners ?? []).map((runner) => runner.stop(deadline)));
    await presence?.stop();
    await giveBack(database, [...running.interrupted, ...running.now()]);
  };

  return {
    enqueue: (name, payload, enqueueOptions) => enqueue(database, name, payload, enqueueOptions),
    isWaiting: (queue, names) => isWaiting(database, queue, names),
    register: (name, handler, settings = {}) => {
      if (runners !== undefined) throw new TypeError(`"${name}" is registered after the start`);
      if (registered.has(name)) throw new TypeError(`"${name}" is registered twice`);
      registered.set(name, { handler, settings });
    },
    start: async () => {
      presence = createWorkerPresence({
        database,
        logger,
        held: () => running.held(),
        onTakenForDead: () => running.abortAll(),
        onReturned: (count) => meters.job_returned_total.inc(count),
      });
      const needs = { connection: database.connection, logger, concurrency: options.concurrency ?? 4, presence, run };
      const lanes = Map.groupBy(registered, ([, { settings }]) => settings.lane ?? '');
      const started: JobRunner[] = [];
      runners = started;
      for (const jobs of lanes.values()) started.push(await startRunner({ ...needs, registered: new Map(jobs) }));
    },
    stop: (deadline) => {
      stopped ??= stop(deadline);
      return stopped;
    },
  };
}

/** What was interrupted is due at once and has lost no attempt. */
async function giveBack({ kysely }: OpenDatabase, jobs: readonly TakenJob[]): Promise<void> {
  for (const { id, attempt } of jobs) {
    await sql`
      select from maximus_jobs.reschedule_jobs(array[${id}]::bigint[], run_at => now(), attempts => ${attempt - 1}::int)
    `.execute(kysely);
  }
}

async function isWaiting({ kysely }: OpenDatabase, queue: string, names: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select from ${sql.id(jobSchema, 'jobs')}
    where queue_name = ${queue} and task_identifier = any(${names}::text[]) and locked_at is null
      and run_at <= now() and attempts < max_attempts limit 1`.execute(kysely);
  return rows.length > 0;
}

async function waiting({ kysely }: OpenDatabase): Promise<readonly { name: string; count: string }[]> {
  const { rows } = await sql<{ name: string; count: string }>`
    select task_identifier as name, count(*) as count
    from ${sql.id(jobSchema, 'jobs')}
    where locked_at is null and run_at <= now() and attempts < max_attempts
    group by task_identifier`.execute(kysely);
  return rows;
}
