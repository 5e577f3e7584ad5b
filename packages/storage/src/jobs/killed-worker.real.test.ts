import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { silentLogger as logger } from '@maximus/observability';
import { expect, test, vi } from 'vitest';
import { openTestDatabase } from '../testing/index.ts';
import { createJobs } from './create-jobs.ts';

test('the job of a killed process runs in another one within a minute', async () => {
  await using db = await openTestDatabase({ poolSize: 10 });
  const script = `
    const { openDatabase } = await import(${JSON.stringify(join(import.meta.dirname, '../database/index.ts'))});
    const { createJobs } = await import(${JSON.stringify(join(import.meta.dirname, 'create-jobs.ts'))});
    const nothing = () => undefined;
    const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
    const database = openDatabase({ connection: ${JSON.stringify(db.connection)}, clock: { now: Date.now }, logger });
    const jobs = await createJobs({ database, logger });
    jobs.register('scan', async () => {
      console.log('taken');
      await new Promise(() => setTimeout(nothing, 1e6));
    });
    await jobs.start();
  `;
  const jobs = await createJobs({ database: db.database, logger });
  await jobs.enqueue('scan', { project: 'p' }, { queue: 'project:p' });
  await jobs.enqueue('scan', { project: 'p', next: true }, { queue: 'project:p' });
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  const runs: [unknown, number][] = [];
  jobs.register('scan', async (payload, { attempt }) => void runs.push([payload, attempt]));
  await jobs.start();
  await vi.waitFor(() => expect(runs).toHaveLength(2), { timeout: 60_000, interval: 100 });
  expect(runs).toEqual([
    [{ project: 'p' }, 2],
    [{ project: 'p', next: true }, 1],
  ]);
  await jobs.stop(AbortSignal.timeout(10_000));
});
