import { correlation, silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createJobs } from './create-jobs.ts';
import type { Jobs } from './types.ts';

let db: TestDatabase;
const started: Jobs[] = [];

beforeEach(async () => {
  db = await openTestDatabase({ poolSize: 10 });
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop(AbortSignal.timeout(10_000))));
  await db.close();
});

async function open(concurrency = 4): Promise<Jobs> {
  const jobs = await createJobs({ database: db.database, logger, concurrency });
  started.push(jobs);
  return jobs;
}

async function stored() {
  const { rows } = await sql<{ name: string; attempts: number; priority: number; due: boolean; locked: boolean }>`
    select task_identifier as name, attempts, priority, run_at <= now() as due, locked_by is not null as locked
    from maximus_jobs.jobs order by id`.execute(db.database.kysely);
  return rows;
}

const within = { timeout: 60_000, interval: 20 };

test('a job is enqueued with its transaction or not at all, and runs under its correlation', async () => {
  const jobs = await open();
  const seen: unknown[] = [];
  jobs.register('greet', async (payload, { attempt }) => {
    seen.push([payload, attempt, correlation.current()?.correlationId]);
  });
  await jobs.start();
  const undone = db.database.transaction(async (tx) => {
    await jobs.enqueue('greet', { n: 0 }, { tx });
    throw new Error('no');
  });
  await expect(undone).rejects.toThrow('no');
  await correlation.run({ correlationId: 'chain-1' }, () =>
    db.database.transaction((tx) => jobs.enqueue('greet', { n: 1 }, { tx })),
  );
  await vi.waitFor(() => expect(seen).toEqual([[{ n: 1 }, 1, 'chain-1']]), within);
  await vi.waitFor(async () => expect(await stored()).toEqual([]), within);
});

test('jobs of one queue run one after the other over all processes, jobs of others beside them', async () => {
  const running = new Map<string, number>();
  let most = 0;
  let mostTogether = 0;
  let done = 0;
  for (const jobs of [await open(), await open()]) {
    jobs.register('scan', async (payload) => {
      const { project } = payload as { project: string };
      running.set(project, (running.get(project) ?? 0) + 1);
      most = Math.max(most, running.get(project) ?? 0);
      mostTogether = Math.max(
        mostTogether,
        [...running.values()].reduce((a, b) => a + b, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 15));
      running.set(project, (running.get(project) ?? 0) - 1);
      done += 1;
    });
    await jobs.start();
  }
  for (let n = 0; n < 24; n += 1) {
    const project = `p${n % 3}`;
    await started[0]?.enqueue('scan', { project }, { queue: `project:${project}` });
  }
  await vi.waitFor(() => expect(done).toBe(24), within);
  expect(most).toBe(1);
  expect(mostTogether).toBeGreaterThan(1);
});

test('what somebody waits for runs before periodic work', async () => {
  const jobs = await open(1);
  const order: string[] = [];
  jobs.register('work', async (payload) => void order.push((payload as { name: string }).name));
  await jobs.enqueue('work', { name: 'periodic' }, { priority: 100 });
  await jobs.enqueue('work', { name: 'on demand' });
  await jobs.start();
  await vi.waitFor(() => expect(order).toEqual(['on demand', 'periodic']), within);
});

test('requests under one key join, at the earlier time and the more urgent priority', async () => {
  const jobs = await open();
  const later = new Date(Date.now() + 3_600_000);
  await jobs.enqueue('scan', { n: 1 }, { key: 'scan:p', priority: 100, runAt: later });
  await jobs.enqueue('scan', { n: 2 }, { key: 'scan:p' });
  await jobs.enqueue('scan', { n: 3 }, { key: 'scan:p', priority: 100, runAt: later });
  expect(await stored()).toMatchObject([{ name: 'scan', priority: 0, due: true }]);
});

test('a job that fails is tried again until its attempts are used up', async () => {
  const jobs = await open();
  let runs = 0;
  jobs.register('flaky', async () => {
    runs += 1;
    throw new Error('not today');
  });
  await jobs.start();
  await jobs.enqueue('flaky', {}, { maxAttempts: 2 });
  await vi.waitFor(async () => expect(await stored()).toMatchObject([{ attempts: 1, locked: false }]), within);
  await sql`update maximus_jobs._private_jobs set run_at = now()`.execute(db.database.kysely);
  await vi.waitFor(async () => expect(await stored()).toMatchObject([{ attempts: 2, locked: false }]), within);
  expect(runs).toBe(2);
});

test('a stop lets short jobs end, and gives long ones back with all of their attempts', async () => {
  const jobs = await open();
  const began = Promise.withResolvers<void>();
  jobs.register('long', async (_, { signal }) => {
    began.resolve();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('interrupted'))));
  });
  await jobs.start();
  await jobs.enqueue('long', {}, { queue: 'q' });
  await began.promise;
  await jobs.stop(AbortSignal.timeout(10_000));
  expect(await stored()).toEqual([{ name: 'long', attempts: 0, priority: 0, due: true, locked: false }]);
});

test('a job that does not heed the stop loses its lease at the deadline', async () => {
  const jobs = await open();
  const began = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  jobs.register('deaf', async () => {
    began.resolve();
    await end.promise;
  });
  await jobs.start();
  await jobs.enqueue('deaf', {}, { queue: 'q' });
  await began.promise;
  await jobs.stop(AbortSignal.timeout(100));
  expect(await stored()).toMatchObject([{ attempts: 0, due: true, locked: false }]);
  end.resolve();
});

test('the jobs of a process that died are taken back, those of a living one are not', async () => {
  const { kysely } = db.database;
  const jobs = await open();
  const hold = Promise.withResolvers<void>();
  jobs.register('held', () => hold.promise);
  await jobs.start();
  await jobs.enqueue('held', {});
  await vi.waitFor(async () => expect(await stored()).toMatchObject([{ locked: true }]), within);
  // As a killed process leaves it: locked by a worker that says nothing any more.
  await jobs.enqueue('other', {}, { queue: 'q' });
  await sql`update maximus_jobs._private_jobs set locked_by = 'pool-dead', locked_at = now() - interval '45 s', attempts = 1
    where task_id = (select id from maximus_jobs._private_tasks where identifier = 'other')`.execute(kysely);
  await sql`update maximus_jobs._private_job_queues set locked_by = 'pool-dead', locked_at = now()`.execute(kysely);
  await sql`update maximus_jobs._private_jobs set locked_at = now() - interval '1 h' where locked_by <> 'pool-dead'`.execute(
    kysely,
  );
  await vi.waitFor(async () => {
    const rows = await stored();
    expect(rows).toMatchObject([
      { name: 'held', locked: true },
      { name: 'other', locked: false, due: true },
    ]);
  }, within);
  hold.resolve();
});

test('a job that was given to a worker which never heard of it is taken back', async () => {
  const { kysely } = db.database;
  const jobs = await open();
  const seen: string[] = [];
  jobs.register('lost', async (payload) => void seen.push((payload as { name: string }).name));
  await jobs.start();
  await jobs.enqueue('lost', { name: 'lost' }, { queue: 'q', runAt: new Date(Date.now() + 3_600_000) });
  await sql`update maximus_jobs._private_jobs set run_at = now(), locked_at = now() - interval '1 min',
    locked_by = (select worker_id from job_worker)`.execute(kysely);
  await sql`update maximus_jobs._private_job_queues set locked_at = now(),
    locked_by = (select worker_id from job_worker)`.execute(kysely);
  await vi.waitFor(() => expect(seen).toEqual(['lost']), within);
});

test('periodic jobs are enqueued by the clock, once over the cluster', async () => {
  const jobs = await open();
  jobs.register('hourly', async () => undefined, { cron: '0 * * * *' });
  await jobs.start();
  const known = async () =>
    (
      await sql<{ identifier: string }>`select identifier from maximus_jobs._private_known_crontabs`.execute(
        db.database.kysely,
      )
    ).rows;
  await vi.waitFor(async () => expect(await known()).toEqual([{ identifier: 'hourly' }]), within);
});

test('jobs go on after every connection was lost', async () => {
  const jobs = await open();
  let runs = 0;
  jobs.register('count', async () => {
    runs += 1;
  });
  await jobs.start();
  await jobs.enqueue('count', {});
  await vi.waitFor(() => expect(runs).toBe(1), within);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db.database.kysely);
  await jobs.enqueue('count', {});
  await vi.waitFor(() => expect(runs).toBe(2), within);
});

test('registering late or twice is a mistake of the program', async () => {
  const jobs = await open();
  jobs.register('a', async () => undefined);
  expect(() => jobs.register('a', async () => undefined)).toThrow('twice');
  await jobs.start();
  expect(() => jobs.register('b', async () => undefined)).toThrow('after the start');
});
