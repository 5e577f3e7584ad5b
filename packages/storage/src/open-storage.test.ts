import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineEvent } from '@maximus/contracts';
import { systemClock as clock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openStorage, type Storage } from './open-storage.ts';
import { openTestDatabase } from './testing/index.ts';

const within = { timeout: 60_000, interval: 50 };
const happened = defineEvent('maximus.adaptive-immunity.events', 'test.happened', z.strictObject({ n: z.number() }));
let dataDir = '';

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'maximus-storage-'));
});
afterAll(() => {
  if (process.getuid?.() === 0) {
    rmSync(JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')).home, { recursive: true });
  }
  rmSync(dataDir, { recursive: true });
});

async function statuses(storage: Storage) {
  return await Promise.all(storage.checks.map(async (check) => (await check.check(AbortSignal.timeout(1_000))).status));
}

test('events and jobs of one transaction arrive although PostgreSQL is killed meanwhile', async () => {
  const storage = await openStorage({ dataDir, clock, logger });
  const { database, jobs, outbox } = storage;
  const relayed = new Set<number>();
  const worked = new Set<number>();
  const committed = new Set<number>();
  jobs.register('work', async (payload) => void worked.add((payload as { n: number }).n));
  await jobs.start();
  let ending = false;
  const relay = (async () => {
    while (!ending) {
      try {
        await outbox.drain(50, async (rows) => {
          for (const { envelope } of rows) relayed.add(JSON.parse(envelope).data.n);
        });
      } catch (error) {
        expect(error).toMatchObject({ code: 'storage.unreachable' });
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const write = async (n: number) => {
    await database.transaction(async (tx) => {
      tx.emit({ event: happened, key: `k${n % 3}`, data: { n }, correlationId: 'c' });
      await jobs.enqueue('work', { n }, { tx, queue: `q${n % 3}` });
    });
    committed.add(n);
  };
  const deadline = Date.now() + 60_000;
  for (let n = 0; committed.size < 60 && Date.now() < deadline; n += 1) {
    if (n === 20) process.kill(storage.embedded?.pid() ?? 0, 'SIGKILL');
    await write(n).catch((error) => expect(error).toMatchObject({ code: 'storage.unreachable' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(committed.size).toBe(60);
  await vi.waitFor(() => {
    expect([...committed].filter((n) => !relayed.has(n))).toEqual([]);
    expect([...committed].filter((n) => !worked.has(n))).toEqual([]);
  }, within);
  expect(await statuses(storage)).toEqual(['healthy', 'healthy']);
  ending = true;
  await relay;
  await storage.stop(AbortSignal.timeout(20_000));
});

test('a later start finds the schema in place; another PostgreSQL is used as it is given', async () => {
  const again = await openStorage({ dataDir, clock, logger });
  expect(await again.outbox.pending()).toMatchObject({ count: 0 });
  await again.stop(AbortSignal.timeout(20_000));
  await using db = await openTestDatabase();
  const given = await openStorage({ connection: db.connection, dataDir, clock, logger, applicationName: 'given' });
  expect(given.embedded).toBeUndefined();
  expect(await statuses(given)).toEqual(['healthy', 'healthy']);
  await given.stop(AbortSignal.timeout(20_000));
});
