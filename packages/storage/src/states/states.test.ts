import { randomUUID } from 'node:crypto';
import { defineEvent } from '@maximus/contracts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { changeState, type StateChange, type StateMachine } from './change-state.ts';

type State = 'open' | 'busy' | 'done';
const machine: StateMachine<State> = {
  entity: 'task',
  table: 'task' as never,
  history: { table: 'task_history' as never, idColumn: 'task_id' },
  transitions: { open: ['busy'], busy: ['open', 'done'], done: [] },
};
const moved = defineEvent('maximus.adaptive-immunity.events', 'task.moved', z.strictObject({ to: z.string() }));
let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase({ poolSize: 10, role: 'owner' });
  await sql`create table task (id uuid primary key, status text not null, version int not null default 1,
    updated_at timestamptz, worker text)`.execute(db.database.kysely);
  await sql`create table task_history (task_id uuid not null, version int not null, from_status text, to_status text not null,
    at timestamptz not null, actor text not null, by_whom text, reason text not null, correlation_id text not null,
    primary key (task_id, version))`.execute(db.database.kysely);
});
afterAll(() => db.close());

async function task(): Promise<string> {
  const id = randomUUID();
  await sql`insert into task (id, status) values (${id}, 'open')`.execute(db.database.kysely);
  return id;
}

function change(id: string, to: State, more: Partial<StateChange<State>> = {}) {
  return db.database.transaction((tx) =>
    changeState(tx, machine, {
      id,
      to,
      actor: 'operator',
      reason: 'asked for',
      correlationId: 'chain',
      at: new Date('2026-01-01'),
      ...more,
    }),
  );
}

test('a change writes state, history and event together', async () => {
  const id = await task();
  const event = () => ({ event: moved, key: id, data: { to: 'busy' }, correlationId: 'chain' });
  const result = await change(id, 'busy', { expectedVersion: 1, byWhom: 'usr_1', set: { worker: 'w' }, event });
  expect(result).toEqual({ ok: true, value: { from: 'open', to: 'busy', version: 2 } });
  const { rows } = await sql`select t.status, t.version, t.worker, h.from_status, h.to_status, h.by_whom, o.key
    from task t join task_history h on h.task_id = t.id and h.version = t.version
    join outbox o on o.key = t.id::text where t.id = ${id}`.execute(db.database.kysely);
  expect(rows).toEqual([
    { status: 'busy', version: 2, worker: 'w', from_status: 'open', to_status: 'busy', by_whom: 'usr_1', key: id },
  ]);
});

test.each<[string, State, Partial<StateChange<State>>, string, number]>([
  ['a step that is not listed', 'done', {}, 'state.transition_not_allowed', 409],
  ['a version that was overtaken', 'busy', { expectedVersion: 7 }, 'state.version_mismatch', 412],
  ['an entity that is not there', 'busy', { id: randomUUID() }, 'state.not_found', 404],
])('%s is refused and writes nothing', async (_, to, more, code, http) => {
  const id = await task();
  const result = await change(id, to, more);
  expect(result).toMatchObject({ ok: false, error: { code, http } });
  const { rows } = await sql`select from task_history where task_id = ${id}`.execute(db.database.kysely);
  expect(rows).toEqual([]);
});

test('of changes at the same time that saw one version, one wins', async () => {
  const id = await task();
  const results = await Promise.all(Array.from({ length: 6 }, () => change(id, 'busy', { expectedVersion: 1 })));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});
