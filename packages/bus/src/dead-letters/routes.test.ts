import { type DeadLetter, DeadLetterSummary } from '@maximus/contracts';
import type { HandlerInput, Principal } from '@maximus/http';
import { newId, systemClock } from '@maximus/kernel';
import { beforeEach, expect, test } from 'vitest';
import { memoryDeadLetters } from '../testing/memory-dead-letters.ts';
import { sampleTopic } from '../testing/sample-events.ts';
import { letterOf } from './letter.ts';
import { type DeadLetterAction, deadLetterRoutes } from './routes.ts';

const principal: Principal = {
  kind: 'user',
  userId: 'usr_1',
  name: 'Operator',
  roles: ['operator'],
  sessionId: 's',
  address: '127.0.0.1',
};
let letters: ReturnType<typeof memoryDeadLetters>;
let actions: DeadLetterAction[];
let wakes: number;

function call(id: string, input: { params?: object; query?: object; body?: object }) {
  const onAction = async (action: DeadLetterAction) => void actions.push(action);
  const wake = () => {
    wakes += 1;
  };
  const found = deadLetterRoutes({ letters, clock: systemClock, wake, onAction }).find(
    ({ endpoint }) => endpoint.id === id,
  );
  const { params, query, body } = found!.endpoint;
  return found!.handle({
    params: params?.parse(input.params) ?? {},
    query: query?.parse(input.query ?? {}) ?? {},
    body: body?.parse(input.body),
    principal,
    correlationId: 'c',
    requestId: 'r',
    headers: {},
    signal: new AbortController().signal,
  } as unknown as HandlerInput<never>);
}

async function failed(n: number, retryable: boolean): Promise<DeadLetter> {
  const error = { code: retryable ? 'bus.handler_failed' : 'bus.event_invalid', message: `no ${n}`, retryable };
  const clock = { now: () => Date.parse('2026-11-30T12:00:00Z') + n * 1_000 };
  const letter = letterOf(
    { topic: sampleTopic, key: `k${n}`, text: '{}', stage: 'handle', error, group: 'g', eventId: `evt_${n}` },
    clock,
  );
  await letters.store(letter);
  return letter;
}

beforeEach(() => {
  letters = memoryDeadLetters();
  actions = [];
  wakes = 0;
});

test('the list comes in pages, newest failure first, without events, with counts and the alert', async () => {
  const all: DeadLetter[] = [];
  for (let n = 0; n < 5; n += 1) all.push(await failed(n, true));
  const first = (await call('listDeadLetters', { query: { limit: '3' } })).body as Record<string, unknown>;
  const next = first['next_cursor'] as string;
  const second = (await call('listDeadLetters', { query: { limit: '3', cursor: next } })).body as Record<
    string,
    unknown
  >;
  const items = [first, second].flatMap(({ items: page }) => page as DeadLetterSummary[]);
  expect(items.map(({ id }) => id)).toEqual(all.map(({ id }) => id).reverse());
  for (const item of items) DeadLetterSummary.parse(item);
  expect(second['next_cursor']).toBeNull();
  expect(first['counts']).toMatchObject({ waiting: 5, alert: false });
  const query = { cursor: next, sort: 'last_failed_at' };
  await expect(call('listDeadLetters', { query })).rejects.toMatchObject({ code: 'http.bad_cursor' });
});

test('ten that wait, or one that is parked, call for somebody', async () => {
  for (let n = 0; n < 10; n += 1) await failed(n, true);
  expect(await letters.counts()).toMatchObject({ alert: true });
  letters = memoryDeadLetters();
  await failed(0, false);
  expect(await letters.counts()).toMatchObject({ alert: true });
});

test('one letter is shown with its event; another id is not found', async () => {
  const letter = await failed(1, true);
  expect((await call('getDeadLetter', { params: { id: letter.id } })).body).toEqual(letter);
  const params = { id: newId('dlq', systemClock) };
  await expect(call('getDeadLetter', { params })).rejects.toMatchObject({ code: 'bus.dead_letter_not_found' });
});

test('a parked letter that is replayed by hand is due at once', async () => {
  const letter = await failed(1, false);
  const answer = await call('replayDeadLetter', { params: { id: letter.id } });
  expect(answer).toMatchObject({ status: 202, body: { state: 'waiting' } });
  expect(await letters.due(systemClock.now(), 10)).toHaveLength(1);
  expect(wakes).toBe(1);
  expect(actions).toMatchObject([{ action: 'dead_letter.replay', id: letter.id, principal, correlationId: 'c' }]);
});

test('a filter queues its letters, oldest first, up to the limit, and says whether there are more', async () => {
  const oldest = await failed(1, false);
  await failed(2, false);
  await failed(3, true);
  const queue = (body: object) => call('replayDeadLetters', { body });
  const filter = { error_code: 'bus.event_invalid' };
  expect(await queue({ filter, limit: 1 })).toMatchObject({ status: 202, body: { queued: 1, more: true } });
  expect((await letters.get(oldest.id))?.state).toBe('waiting');
  expect((await queue({ filter: { state: 'parked' } })).body).toEqual({ queued: 1, more: false });
  expect(actions[0]?.detail).toMatchObject({ queued: 1, limit: 1 });
});

test('a discarded letter stays discarded', async () => {
  const letter = await failed(1, false);
  const reason = 'sent by a test';
  const answer = await call('discardDeadLetter', { params: { id: letter.id }, body: { reason } });
  expect(answer).toMatchObject({ status: 200, body: { state: 'discarded' } });
  const refused = { code: 'bus.dead_letter_state', http: 409 };
  await expect(call('replayDeadLetter', { params: { id: letter.id } })).rejects.toMatchObject(refused);
  await expect(call('discardDeadLetter', { params: { id: letter.id }, body: { reason } })).rejects.toMatchObject(
    refused,
  );
});
