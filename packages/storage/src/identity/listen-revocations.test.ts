import { newId, systemClock } from '@maximus/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { listenForRevocations, revocationRows } from './index.ts';

let test: TestDatabase;
const log = { debug: () => undefined };

beforeAll(async () => {
  test = await openTestDatabase({ role: 'owner' });
});
afterAll(() => test.close());

const revoke = () =>
  test.database.transaction((tx) =>
    revocationRows.insert(tx, [{ kind: 'token', id: newId('tok', systemClock), reason: 'test' }]),
  );

describe('waiting for revocations', () => {
  it('wakes after a commit, not after a roll-back, and again after the connection was cut', async () => {
    let woken = 0;
    const listener = listenForRevocations(test.connection, () => void woken++, log);
    await expect.poll(() => listener.listening()).toBe(true);
    const first = woken;
    await revoke();
    await expect.poll(() => woken).toBe(first + 1);
    await test.database
      .transaction(async (tx) => {
        await revocationRows.insert(tx, [{ kind: 'token', id: newId('tok', systemClock), reason: 'test' }]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await revoke();
    await expect.poll(() => woken).toBe(first + 2);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'maximus-listen' and datname = current_database()`.execute(test.database.kysely);
    // Something may have been missed meanwhile, so a new connection wakes as well.
    await expect.poll(() => woken).toBe(first + 3);
    await expect.poll(() => listener.listening()).toBe(true);
    await revoke();
    await expect.poll(() => woken).toBe(first + 4);
    await listener.close();
    expect(listener.listening()).toBe(false);
  });

  it('ends at once, also while it connects or cannot connect', async () => {
    await listenForRevocations(test.connection, () => undefined, log).close();
    const away = listenForRevocations({ ...test.connection, port: 9 }, () => undefined, log);
    await new Promise((resolve) => setImmediate(resolve));
    await away.close();
  });

  it('tells what was revoked lately, with ids of the wire', async () => {
    const id = newId('usr', systemClock);
    await test.database.transaction((tx) => revocationRows.insert(tx, [{ kind: 'user', id, reason: 'disabled' }]));
    expect((await revocationRows.recent(test.database, 60_000)).at(-1)).toMatchObject({
      kind: 'user',
      id,
      reason: 'disabled',
    });
    await revocationRows.removeOld(test.database, 0);
    expect(await revocationRows.recent(test.database, 60_000)).toEqual([]);
  });
});
