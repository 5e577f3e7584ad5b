import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createSingleton, type OpenSingleton } from './create-singleton.ts';

const within = { timeout: 60_000, interval: 10 };
let db: TestDatabase;
let processes: OpenSingleton[];

beforeEach(async () => {
  db = await openTestDatabase({ role: 'owner' });
  processes = [1, 2].map(() => createSingleton({ connection: db.connection, logger, lookEveryMs: 20 }));
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.close()));
  await db.close();
});

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}

test('one process holds a name at a time, and another takes over when it stops', async () => {
  const holding: number[] = [];
  let most = 0;
  const runs = processes.map((one, at) =>
    one.run('relay', async (signal) => {
      holding.push(at);
      most = Math.max(most, holding.length);
      await untilAborted(signal);
      holding.splice(holding.indexOf(at), 1);
    }),
  );
  await vi.waitFor(() => expect(holding).toHaveLength(1), within);
  const first = holding[0] ?? 0;
  await runs[first]?.stop();
  await vi.waitFor(() => expect(holding).toEqual([1 - first]), within);
  expect(most).toBe(1);
});

test('a holder whose connection was cut is told, and the name is held again', async () => {
  let begun = 0;
  let told = 0;
  processes[0]?.run('scheduler', async (signal) => {
    begun += 1;
    await untilAborted(signal);
    told += 1;
  });
  await vi.waitFor(() => expect(begun).toBe(1), within);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'maximus-singletons' and datname = current_database()`.execute(db.database.kysely);
  await vi.waitFor(() => expect([begun, told]).toEqual([2, 1]), within);
});

test('work that fails is begun again; other names are not held up', async () => {
  let failures = 0;
  let other = false;
  processes[0]?.run('failing', async () => {
    failures += 1;
    throw new Error('no');
  });
  processes[0]?.run('other', async (signal) => {
    other = true;
    await untilAborted(signal);
  });
  await vi.waitFor(() => expect([failures > 2, other]).toEqual([true, true]), within);
});
