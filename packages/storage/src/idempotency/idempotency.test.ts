import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { createIdempotencyKeys } from './create-idempotency-keys.ts';
import type { IdempotencyKeys, IdempotencyOutcome } from './types.ts';

let db: TestDatabase;
let keys: IdempotencyKeys;
const answer = { status: 201, headers: { etag: '"1"' }, body: '{"id":"scn_1"}' };

beforeAll(async () => {
  db = await openTestDatabase();
  keys = createIdempotencyKeys(db.database);
});
afterAll(() => db.close());

const ask = (key: string, body = 'body', scope = 'user POST /scans') =>
  keys.begin({ scope, key, bodyDigest: createHash('sha256').update(body).digest() });

function claimOf(outcome: IdempotencyOutcome) {
  if (outcome.state !== 'new') throw new Error(outcome.state);
  return outcome.claim;
}

test('the same key and body get the same answer, another body is told', async () => {
  await claimOf(await ask('a')).finish(answer);
  expect(await ask('a')).toEqual({ state: 'answered', answer });
  expect(await ask('a', 'other')).toEqual({ state: 'mismatch' });
  expect(await ask('a', 'body', 'somebody else')).toMatchObject({ state: 'new' });
});

test('of requests at the same time one is carried out', async () => {
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => ask('b')));
  expect(outcomes.filter(({ state }) => state === 'new')).toHaveLength(1);
  expect(outcomes.filter(({ state }) => state === 'in_progress')).toHaveLength(5);
});

test('a request that did nothing may be sent again, also with another body', async () => {
  await claimOf(await ask('c')).abandon();
  expect(await ask('c', 'other')).toMatchObject({ state: 'new' });
});

test('a claim of a process that died is free after a while; what its answer would be does not count then', async () => {
  const dead = claimOf(await ask('d'));
  await sql`update idempotency_key set claimed_until = now() - interval '1 s' where key = 'd'`.execute(
    db.database.kysely,
  );
  expect(await ask('d', 'other')).toEqual({ state: 'mismatch' });
  const alive = claimOf(await ask('d'));
  await dead.finish({ ...answer, status: 500 });
  await dead.abandon();
  await alive.finish(answer);
  expect(await ask('d')).toEqual({ state: 'answered', answer });
});

test('a key is free again after its day', async () => {
  await claimOf(await ask('e')).finish(answer);
  await sql`update idempotency_key set created_at = now() - interval '25 h' where key = 'e'`.execute(
    db.database.kysely,
  );
  expect(await ask('e', 'other')).toMatchObject({ state: 'new' });
});

test('an answer that is too large is not kept', async () => {
  await claimOf(await ask('f')).finish({ ...answer, body: 'x'.repeat(2 << 20) });
  expect(await ask('f')).toMatchObject({ state: 'new' });
});
