import type { DeadLetter } from '@maximus/contracts';
import { newId, systemClock } from '@maximus/kernel';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createDeadLetters } from './create-dead-letters.ts';
import type { DeadLetters } from './types.ts';

let db: TestDatabase;
let letters: DeadLetters;

beforeAll(async () => {
  db = await openTestDatabase();
  letters = createDeadLetters(db.database);
});
beforeEach(async () => {
  await db.database.kysely.deleteFrom('dead_letter').execute();
});
afterAll(() => db.close());

function letter(minute: number, change: Partial<DeadLetter> = {}): DeadLetter {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    id: newId('dlq', systemClock) as string as DeadLetter['id'],
    original_topic: 'maximus.adaptive-immunity.events',
    original_key: 'key',
    original_event: '{"id":"evt_1"}',
    event_id: 'evt_1',
    event_type: 'scan.completed',
    consumer_group: 'oraculo',
    stage: 'handle',
    error: { code: 'bus.handler_failed', message: 'no', retryable: true },
    attempts: 1,
    first_failed_at: at,
    last_failed_at: at,
    next_retry_at: at,
    state: 'waiting',
    correlation_id: 'chain',
    ...change,
  };
}

const nowMs = Date.UTC(2026, 0, 1, 1);
const ids = (items: readonly DeadLetter[]) => items.map(({ id }) => id);

test('a letter comes back as it was, whatever its event holds', async () => {
  const awkward = letter(1, { original_event: 'a\0b\u{1F600}', original_key: '\0' });
  await letters.store(awkward);
  expect(await letters.get(awkward.id)).toEqual(awkward);
  const broken = letter(2, { error: { code: 'x', message: 'with \0 and \uD800', retryable: false } });
  await letters.store(broken);
  expect((await letters.get(broken.id))?.error.message).toBe('with \uFFFD and \uFFFD');
  expect(await letters.get('dlq_unknown')).toBeUndefined();
});

test('another failure of the same letter is taken over, unless it was discarded', async () => {
  const first = letter(1);
  await letters.store(first);
  await letters.mark(first.id, 'replayed');
  const second = letter(5, { id: first.id, attempts: 2, first_failed_at: first.first_failed_at });
  await letters.store(second);
  expect(await letters.get(first.id)).toEqual(second);
  expect(await letters.mark(first.id, 'discarded', { note: 'of no use' })).toMatchObject({ state: 'discarded' });
  await letters.store({ ...second, attempts: 3 });
  expect(await letters.get(first.id)).toMatchObject({ state: 'discarded', attempts: 2 });
  expect(await letters.mark(first.id, 'waiting')).toBeUndefined();
});

test('pages run by the last failure, filtered, without their events', async () => {
  const stored = Array.from({ length: 7 }, (_, n) => letter(n, n === 3 ? { state: 'parked', stage: 'decode' } : {}));
  for (const one of stored) await letters.store(one);
  const seen: string[] = [];
  let after: Parameters<DeadLetters['list']>[0]['after'];
  do {
    const page = await letters.list({ direction: 'desc', limit: 3, after });
    expect(page.items.every(({ original_event }) => original_event === '')).toBe(true);
    seen.push(...ids(page.items));
    after = page.next ?? undefined;
  } while (after !== undefined);
  expect(seen).toEqual(ids(stored).reverse());
  const filters = {
    stage: 'decode',
    topic: stored[0]?.original_topic,
    group: 'oraculo',
    error_code: 'bus.handler_failed',
  };
  const found = await letters.list({ direction: 'asc', limit: 9, state: 'parked', ...filters } as never);
  expect(ids(found.items)).toEqual([stored[3]?.id]);
  expect(await letters.counts()).toEqual({ waiting: 6, replayed: 0, discarded: 0, parked: 1, alert: true });
});

test('a letter is held back by an earlier one of its key that waits for later, and by no other', async () => {
  const later = new Date(nowMs + 60_000).toISOString();
  const earlier = letter(1, { next_retry_at: later });
  const held = letter(2);
  const otherKey = letter(3, { original_key: 'other' });
  const otherGroup = letter(4, { consumer_group: 'gateway' });
  const noGroup = letter(5, { consumer_group: null, stage: 'publish' });
  for (const one of [held, noGroup, otherGroup, otherKey, earlier]) await letters.store(one);
  expect(ids(await letters.due(nowMs, 10))).toEqual(ids([otherKey, otherGroup, noGroup]));
  expect(ids(await letters.due(nowMs + 60_000, 2))).toEqual(ids([earlier, held]));
  await letters.mark(earlier.id, 'parked');
  expect(ids(await letters.due(nowMs, 10))).toContain(held.id);
});
