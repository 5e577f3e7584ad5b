import { newId, systemClock } from '@maximus/kernel';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../testing/index.ts';
import { auditLeafRows, auditNameRows, auditRows } from './index.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await openTestDatabase({ role: 'owner' });
}, 120_000);
afterAll(() => test.close());

it('the audit tables refuse to change or lose a row', async () => {
  const { database } = test;
  const digest = Buffer.alloc(32, 1);
  await auditNameRows.digest(database, { kind: 'system', id: 'demo', name: 'demo' }, () => ({
    digest,
    salt: Buffer.alloc(16, 2),
  }));
  const absent = { actorUserId: null, decisionId: null, reason: null, ipAddress: null, userAgent: null };
  const logId = newId('log', systemClock);
  await auditRows.insert(database, {
    ...absent,
    logId,
    at: new Date(systemClock.now()),
    actorKind: 'system',
    actorId: 'demo',
    actorNameDigest: digest,
    action: 'demo.done',
    entityKind: 'demo',
    entityId: '1',
    details: '{}',
    sessionId: null,
    correlationId: 'c',
    requestId: null,
    traceId: null,
  });
  await database.transaction(async (tx) => {
    await auditLeafRows.lock(tx);
    expect(await auditRows.takeWaiting(tx, 10)).toHaveLength(1);
    await auditLeafRows.insert(tx, [{ seq: 1, logId, leafHash: Buffer.alloc(32, 3) }]);
  });
  for (const statement of [
    "update audit_entries set action = 'x'",
    'delete from audit_entries',
    'truncate audit_entries cascade',
    'update audit_leaves set seq = seq',
    'delete from audit_leaves',
    'truncate audit_leaves',
    'delete from audit_names',
    'truncate audit_names cascade',
    "update audit_names set name = 'other'",
    "update audit_names set digest = '\\x00', name = null, salt = null",
  ]) {
    await expect(sql.raw(statement).execute(database.kysely), statement).rejects.toThrow(/audit log|erased/);
  }
  expect(await auditRows.list(database, { descending: true, limit: 10 })).toMatchObject([
    { seq: 1, action: 'demo.done' },
  ]);
});
