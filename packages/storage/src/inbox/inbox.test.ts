import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createInbox } from './create-inbox.ts';

const inbox = createInbox();
let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

const handle = (group: string, eventId: string, fails = false) =>
  db.database.transaction(async (tx) => {
    const isFirst = await inbox.once(tx, group, eventId);
    if (fails) throw new Error('handler failed');
    return isFirst;
  });

test('an event is handled once per group', async () => {
  expect(await handle('a', 'evt_1')).toBe(true);
  expect(await handle('a', 'evt_1')).toBe(false);
  expect(await handle('b', 'evt_1')).toBe(true);
});

test('an event whose handling was undone is handled the next time', async () => {
  await expect(handle('a', 'evt_2', true)).rejects.toThrow('handler failed');
  expect(await handle('a', 'evt_2')).toBe(true);
});

test('of deliveries at the same time exactly one handles it', async () => {
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => handle('a', 'evt_3')));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
});
