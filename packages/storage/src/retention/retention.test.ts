import { silentLogger } from '@maximus/observability';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobHandler, Jobs } from '../jobs/index.ts';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { purge } from './purge.ts';
import { registerRetention } from './register-retention.ts';

let db: TestDatabase;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

test('what is past its time goes, what waits stays however old', async () => {
  const { kysely } = db.database;
  await sql`insert into outbox (event_id, topic, key, envelope, published_at)
    select 'old' || n, 't', 'k', '{}', now() - interval '15 days' from generate_series(1, 6000) as n`.execute(kysely);
  await sql`insert into outbox (event_id, topic, key, envelope, created_at, published_at) values
    ('waits', 't', 'k', '{}', now() - interval '90 days', null), ('young', 't', 'k', '{}', now(), now())`.execute(
    kysely,
  );
  await sql`insert into inbox values ('g', 'old', now() - interval '15 days'), ('g', 'young', now())`.execute(kysely);
  await sql`insert into dead_letter (id, original_topic, original_key, original_event, stage, error, attempts,
      first_failed_at, last_failed_at, state, changed_at)
    select gen_random_uuid(), 't', '', '', 'handle', '{}', 1, now(), now(), state, now() - interval '91 days'
    from unnest(array['waiting', 'parked', 'replayed', 'discarded']) as state`.execute(kysely);
  const report = await purge(db.database, new AbortController().signal);
  expect(report).toEqual({ outbox: 6000, inbox: 1, idempotency_keys: 0, dead_letters: 2, failed_jobs: 0 });
  const { rows } = await sql<{ event_id: string }>`select event_id from outbox order by seq`.execute(kysely);
  expect(rows.map((row) => row.event_id)).toEqual(['waits', 'young']);
});

test('it is periodic work', async () => {
  const registered = new Map<string, JobHandler>();
  const jobs = { register: (name: string, handler: JobHandler) => void registered.set(name, handler) };
  registerRetention(jobs as unknown as Jobs, db.database, silentLogger);
  const context = {
    id: '1',
    attempt: 1,
    maxAttempts: 1,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  await registered.get('storage.purge')?.({}, context);
});
