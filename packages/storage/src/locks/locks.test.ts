import { createMetricsRegistry } from '@maximus/observability';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { openTestDatabase } from '../testing/index.ts';
import { watchLocks } from './watch-locks.ts';

test('a long wait is told once, with both statements', async () => {
  await using db = await openTestDatabase({ role: 'owner' });
  const registry = await createMetricsRegistry();
  const warn = vi.fn();
  const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
  const { database } = db;
  const watch = watchLocks({ database, logger, metrics: registry, everyMs: 20, waitMs: 50 });
  await sql`create table busy (n int)`.execute(database.kysely);
  await database.transaction(async ({ kysely }) => {
    await sql`lock table busy in access exclusive mode`.execute(kysely);
    const waiting = sql`select n as blocked from busy`.execute(database.kysely);
    await vi.waitFor(() => expect(warn).toHaveBeenCalled(), { timeout: 60_000 });
    waiting.catch(() => undefined);
  });
  await watch.stop();
  expect(warn.mock.calls).toEqual([
    [
      expect.objectContaining({
        waiting: 'select n as blocked from busy',
        blocking: 'lock table busy in access exclusive mode',
      }),
      expect.any(String),
    ],
  ]);
  expect(await registry.value('maximus_platform_db_lock_waits_total')).toBe(1);
});
