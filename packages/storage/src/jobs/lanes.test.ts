import { silentLogger as logger } from '@maximus/observability';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createJobs } from './create-jobs.ts';
import type { Jobs } from './types.ts';

let db: TestDatabase;
let jobs: Jobs;
beforeEach(async () => {
  db = await openTestDatabase({ poolSize: 10 });
  jobs = await createJobs({ database: db.database, logger, concurrency: 1 });
});
afterEach(async () => {
  await jobs.stop(AbortSignal.timeout(10_000));
  await db.close();
});

const within = { timeout: 60_000, interval: 20 };

test('jobs of a lane hold up one another and nobody else, and what waits in a queue can be seen', async () => {
  const seen: string[] = [];
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const isLong = async (payload: unknown) => {
    seen.push(`begin ${(payload as { n: number }).n}`);
    await released;
    seen.push(`end ${(payload as { n: number }).n}`);
  };
  jobs.register('long', isLong, { lane: 'long' });
  jobs.register('short', async () => void seen.push('short'));
  await jobs.start();
  await jobs.enqueue('long', { n: 1 }, { queue: 'project' });
  await vi.waitFor(() => expect(seen).toEqual(['begin 1']), within);
  expect(await jobs.isWaiting('project', ['long', 'short'])).toBe(false);
  await jobs.enqueue('long', { n: 2 });
  await jobs.enqueue('short', {});
  await vi.waitFor(() => expect(seen).toEqual(['begin 1', 'short']), within);
  await jobs.enqueue('short', {}, { queue: 'project' });
  await jobs.enqueue('short', {}, { queue: 'other', runAt: new Date(Date.now() + 3_600_000) });
  expect(await jobs.isWaiting('project', ['short'])).toBe(true);
  expect(await jobs.isWaiting('project', ['long'])).toBe(false);
  expect(await jobs.isWaiting('other', ['short'])).toBe(false);
  release();
  await vi.waitFor(() => expect(seen).toHaveLength(6), within);
  expect(seen.indexOf('end 1')).toBeLessThan(seen.indexOf('begin 2'));
});
