import { setTimeout as sleep } from 'node:timers/promises';
import { defineEvent } from '@maximus/contracts';
import { systemClock } from '@maximus/kernel';
import { silentLogger as logger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../database/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createOutbox, type OpenOutbox } from './create-outbox.ts';
import type { OutboxRow } from './types.ts';
import { writeEvents } from './write-events.ts';

const happened = defineEvent('maximus.adaptive-immunity.events', 'test.happened', z.strictObject({ n: z.number() }));
let db: TestDatabase;
let outbox: OpenOutbox;

beforeEach(async () => {
  db = await openTestDatabase({ poolSize: 20 });
  outbox = createOutbox({ database: db.database, logger });
});
afterEach(async () => {
  await outbox.close();
  await db.close();
});

function emit(key: string, ...numbers: number[]): Promise<void> {
  return db.database.transaction(async (tx) => {
    for (const n of numbers) tx.emit({ event: happened, key, data: { n }, correlationId: 'c' });
  });
}

function numbers(rows: readonly OutboxRow[]): number[] {
  return rows.map(({ envelope }) => JSON.parse(envelope).data.n as number);
}

test('what was published is not handed out again, and what failed to be published is', async () => {
  await emit('a', 1, 2, 3);
  expect(await outbox.pending()).toMatchObject({ count: 3 });
  const failure = outbox.drain(2, async () => {
    throw new Error('broker away');
  });
  await expect(failure).rejects.toThrow('broker away');
  const seen: number[] = [];
  const take = async (rows: readonly OutboxRow[]) => void seen.push(...numbers(rows));
  expect(await outbox.drain(2, take)).toBe(2);
  expect(await outbox.drain(2, take)).toBe(1);
  expect(await outbox.drain(2, take)).toBe(0);
  expect(seen).toEqual([1, 2, 3]);
  expect(await outbox.pending()).toEqual({ count: 0, oldestAgeMs: 0 });
});

test('only those that the publisher names are marked, and what waits can be looked at', async () => {
  await emit('a', 1, 2, 3);
  expect(await outbox.drain(10, async (rows) => rows.filter((_, at) => at !== 1).map(({ seq }) => seq))).toBe(2);
  const waiting = await outbox.peek('0', 10);
  expect(numbers(waiting)).toEqual([2]);
  expect(await outbox.peek(waiting[0]?.seq ?? '', 10)).toEqual([]);
  expect(await outbox.drain(10, async () => [])).toBe(0);
  expect(await outbox.pending()).toMatchObject({ count: 1 });
});

test('a drain hands out no more than fits into memory', async () => {
  const large = defineEvent('maximus.adaptive-immunity.events', 'test.large', z.strictObject({ text: z.string() }));
  await db.database.transaction(async (tx) => {
    const data = { text: 'x'.repeat(900_000) };
    for (let n = 0; n < 12; n += 1) tx.emit({ event: large, key: 'a', data, correlationId: 'c' });
  });
  expect(await outbox.drain(100, async () => undefined)).toBe(10);
  expect(await outbox.drain(100, async () => undefined)).toBe(2);
});

test('order per key holds while many transactions commit in any order', async () => {
  const seen = new Map<string, number[]>();
  let done = false;
  const relay = (async () => {
    for (;;) {
      const last = done;
      const count = await outbox.drain(7, async (rows) => {
        for (const row of rows) {
          const list = seen.get(row.key) ?? [];
          list.push(...numbers([row]));
          seen.set(row.key, list);
        }
      });
      if (count === 0 && last) return;
    }
  })();
  await Promise.all(
    Array.from({ length: 300 }, async (_, at) => {
      const key = `key-${at % 5}`;
      await db.database.transaction(async (tx) => {
        await sleep(Math.random() * 5);
        tx.emit({ event: happened, key, data: { n: at }, correlationId: 'c' });
      });
    }),
  );
  done = true;
  await relay;
  const stored = await db.database.kysely.selectFrom('outbox').select(['key', 'envelope']).orderBy('seq').execute();
  expect([...seen.values()].flat()).toHaveLength(300);
  for (const [key, list] of seen) {
    const committed = stored.filter((row) => row.key === key).map((row) => JSON.parse(row.envelope).data.n);
    expect(list).toEqual(committed);
  }
});

test('an uncommitted event holds up later ones of its key, and no others', async () => {
  const held = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const { kysely } = db.database;
  const first = kysely.transaction().execute(async (trx) => {
    await writeEvents(trx, [{ event: happened, key: 'same', data: { n: 1 }, correlationId: 'c' }], systemClock);
    began.resolve();
    await held.promise;
  });
  await began.promise;
  const second = emit('same', 2);
  await emit('other', 3);
  const seen: number[] = [];
  const take = async (rows: readonly OutboxRow[]) => void seen.push(...numbers(rows));
  await outbox.drain(10, take);
  expect(seen).toEqual([3]);
  held.resolve();
  await Promise.all([first, second]);
  await outbox.drain(10, take);
  expect(seen).toEqual([3, 1, 2]);
});

test('one process is the relay, it hears of commits elsewhere, and another one takes over', async () => {
  const elsewhere = openDatabase({ connection: db.connection, clock: systemClock, logger });
  const other = createOutbox({ database: elsewhere, logger });
  try {
    await outbox.drain(1, async () => undefined);
    const woken = vi.fn();
    outbox.onCommit(woken);
    await elsewhere.transaction(async (tx) => {
      tx.emit({ event: happened, key: 'k', data: { n: 1 }, correlationId: 'c' });
    });
    await vi.waitFor(() => expect(woken).toHaveBeenCalled(), { timeout: 60_000 });
    expect(await other.drain(10, async () => undefined)).toBe(0);
    await outbox.close();
    expect(await other.drain(10, async () => undefined)).toBe(1);
  } finally {
    await other.close();
    await elsewhere.close();
  }
});

test('a relay that lost its connection comes back by itself', async () => {
  await emit('k', 1);
  const broken = outbox.drain(10, async () => {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'maximus-outbox'
      and datname = current_database()`.execute(db.database.kysely);
  });
  await expect(broken).rejects.toMatchObject({ code: 'storage.unreachable' });
  const seen: number[] = [];
  await vi.waitFor(() => outbox.drain(10, async (rows) => void seen.push(...numbers(rows))), { timeout: 60_000 });
  expect(seen).toEqual([1]);
});
