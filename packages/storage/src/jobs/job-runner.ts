import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid, systemClock } from '@maximus/kernel';
import { correlation } from '@maximus/observability';
import type { ParsedCronItem, Runner, TaskList, WorkerEvents } from 'graphile-worker';
import type { Pool } from 'pg';
import { type ConnectionSettings, createPool, type StorageLog } from '../database/index.ts';
import type { JobEnvelope } from './enqueue.ts';
import { jobSchema, loadWorker, workerLogger } from './job-schema.ts';
import type { RegisteredJob, TakenJob } from './running-jobs.ts';
import type { WorkerPresence } from './worker-presence.ts';

/** What takes jobs out of the queue needs. */
export interface RunnerNeeds {
  readonly connection: ConnectionSettings;
  readonly logger: StorageLog;
  readonly registered: ReadonlyMap<string, RegisteredJob>;
  readonly concurrency: number;
  readonly presence: WorkerPresence;
  readonly run: (job: TakenJob) => Promise<void>;
}

/** A started runner. */
export interface JobRunner {
  /** Takes no more jobs and waits for those at work until the deadline; then their leases are given back all the same. */
  stop(deadline: AbortSignal): Promise<void>;
}

interface Started {
  readonly runner: Runner;
  readonly workerId: string;
}

const pollMs = 2_000;
const restartMs = 1_000;
const cronAttempts = 3;
const cronPriority = 100;

/**
 * Takes jobs out of the queue. graphile-worker gives up when it cannot say that a job is done, as while PostgreSQL is
 * away; then what it held is given back and a new one is started, until `stop`.
 */
export async function startRunner(needs: RunnerNeeds): Promise<JobRunner> {
  const { connection, logger } = needs;
  const pool = createPool({ connection, logger, applicationName: 'maximus-jobs', size: needs.concurrency + 2 });
  const tasks = tasksOf(needs);
  const crons = await cronsOf(needs.registered);
  let stopping = false;
  let current: Started | undefined = await startOnce(needs, pool, tasks, crons);

  const supervise = async (): Promise<void> => {
    while (!stopping) {
      try {
        current ??= await startOnce(needs, pool, tasks, crons);
        await current.runner.promise;
      } catch (error) {
        needs.logger.warn({ err: error }, 'the runner of the background jobs ended');
      }
      if (stopping) return;
      try {
        if (current !== undefined) await needs.presence.end(current.workerId);
        current = undefined;
      } catch (error) {
        // Still away; what it held is given back at the next round, or by another process.
        needs.logger.debug({ err: error }, 'jobs could not be given back yet');
      }
      await sleep(restartMs);
    }
  };
  const supervised = supervise();

  return {
    stop: async (deadline) => {
      stopping = true;
      const last = current;
      if (last !== undefined) {
        await settled(last.runner.stop(), deadline);
        await needs.presence.end(last.workerId);
      }
      await settled(supervised, AbortSignal.any([deadline, AbortSignal.timeout(restartMs * 2)]));
      await settled(pool.end(), deadline);
    },
  };
}

async function startOnce(
  needs: RunnerNeeds,
  pool: Pool,
  taskList: TaskList,
  parsedCronItems: ParsedCronItem[],
): Promise<Started> {
  const { run } = await loadWorker();
  const events = new EventEmitter() as WorkerEvents;
  let workerId = '';
  events.on('pool:create', ({ workerPool }) => {
    workerId = workerPool.id;
  });
  const runner = await run({
    pgPool: pool,
    schema: jobSchema,
    concurrency: needs.concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    taskList,
    parsedCronItems,
    events,
    logger: await workerLogger(needs.logger),
    // Batched, because unbatched a failure to say that a job is done would be a rejection that nobody handles.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  // Looked at by `supervise`; before it gets there a rejection must not end the process.
  runner.promise.catch(() => undefined);
  await needs.presence.begin(workerId);
  return { runner, workerId };
}

function tasksOf({ registered, run }: RunnerNeeds): TaskList {
  const tasks: TaskList = {};
  for (const name of registered.keys()) {
    tasks[name] = async (payload, { job }) => {
      const envelope = (payload ?? {}) as JobEnvelope;
      const correlationId = envelope.correlation_id ?? newUuid(systemClock);
      await correlation.run({ correlationId }, () =>
        run({ id: job.id, name, attempt: job.attempts, maxAttempts: job.max_attempts, data: envelope.data ?? {} }),
      );
    };
  }
  return tasks;
}

async function cronsOf(registered: ReadonlyMap<string, RegisteredJob>): Promise<ParsedCronItem[]> {
  const { parseCronItems } = await loadWorker();
  const items = [...registered].flatMap(([task, { settings }]) =>
    settings.cron === undefined
      ? []
      : [
          {
            task,
            match: settings.cron,
            identifier: task,
            // One that still waits is not joined by a second one.
            options: { maxAttempts: cronAttempts, priority: cronPriority, jobKey: `cron:${task}`, backfillPeriod: 0 },
          },
        ],
  );
  return parseCronItems(items);
}

/** Waits for something to settle, but not past a deadline. */
async function settled(work: Promise<unknown>, deadline: AbortSignal): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  if (deadline.aborted) resolve();
  deadline.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([work.catch(() => undefined), late]);
}
