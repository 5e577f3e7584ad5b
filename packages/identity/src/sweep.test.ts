import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweep } from './sweep.ts';
import { openTestIdentity, type TestIdentity, testPassword } from './testing/index.ts';

const DAY = 86_400_000;
let test: TestIdentity;
let nowMs = Date.now();

beforeAll(async () => {
  test = await openTestIdentity({ clock: { now: () => nowMs } });
});
afterAll(() => test.close());

it('what has ended is deleted, and what has not is left alone', async () => {
  const { database } = test;
  const clock = { now: () => nowMs };
  const count = async (table: 'user_sessions' | 'api_tokens' | 'socket_tickets' | 'access_links' | 'login_throttle') =>
    (await database.kysely.selectFrom(table).selectAll().execute()).length;
  const admin = await test.firstAdmin();
  await admin.ask('createToken', { body: { name: 'short', scopes: ['read'], expires_in_days: 1 } });
  await admin.ask('createToken', { body: { name: 'long', scopes: ['read'], expires_in_days: 365 } });
  await admin.ask('createSocketTicket');
  await admin.ask('createUser', { body: { name: 'invited' } });
  await test.browser('192.0.2.1').ask('logIn', { body: { name: 'ada', password: 'wrong' } });
  await sweep(database, clock, DAY / 2);
  expect(await count('user_sessions')).toBe(1);
  expect(await count('api_tokens')).toBe(2);
  expect(await count('socket_tickets')).toBe(1);
  expect(await count('access_links')).toBe(1);
  expect(await count('login_throttle')).toBe(2);
  nowMs += 32 * DAY;
  const fresh = test.browser();
  await fresh.ask('logIn', { body: { name: 'ada', password: testPassword } });
  await sweep(database, clock, DAY / 2);
  expect(await count('user_sessions')).toBe(1);
  expect((await fresh.ask('whoAmI')).status).toBe(200);
  expect(await count('api_tokens')).toBe(1);
  expect(await count('socket_tickets')).toBe(0);
  expect(await count('access_links')).toBe(0);
});
