import { createHash } from 'node:crypto';
import { listAuditEntries } from '@maximus/contracts';
import { parseId, systemClock } from '@maximus/kernel';
import { auditRows } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audit, type AuditRecord, auditRoutes, createAudit, leafBytes, leafHash, systemActor } from './index.ts';

let test: TestDatabase;
let audit: Audit;
const log = { error: (_fields: object, message: string) => expect.fail(message) };

beforeAll(async () => {
  test = await openTestDatabase({ poolSize: 20 });
  audit = createAudit({ db: test.database, clock: systemClock, log, sealEveryMs: 60_000 });
}, 120_000);
afterAll(async () => {
  await audit.stop();
  await test.close();
});

function record(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    action: 'demo.done',
    actor: systemActor('demo'),
    subject: { kind: 'demo', id: '1' },
    correlationId: 'chain-1',
    ...more,
  };
}

function leaves() {
  return test.database.kysely.selectFrom('audit_leaves').select(['seq', 'log_id']).orderBy('seq').execute();
}

describe('places in the log', () => {
  it('have no gap and no double, whatever runs at once and whatever is rolled back', async () => {
    const before = (await leaves()).length;
    const writes = Array.from({ length: 60 }, (_, at) =>
      test.database
        .transaction(async (tx) => {
          await audit.append(tx, record({ subject: { kind: 'demo', id: String(at) } }));
          // Transactions that last differently long commit in another order than they began.
          for (let turn = 0; turn < (at * 7) % 13; turn += 1) await auditRows.anyWaiting(tx);
          if (at % 5 === 0) throw new Error('rolled back');
        })
        .catch((error: Error) => expect(error.message).toBe('rolled back')),
    );
    const other = createAudit({ db: test.database, clock: systemClock, log, sealEveryMs: 5 });
    await Promise.all([...writes, audit.seal(), other.seal(), audit.seal()]);
    await other.stop();
    await audit.seal();
    const after = await leaves();
    expect(after.length - before).toBe(48);
    expect(after.map(({ seq }) => Number(seq))).toEqual(after.map((_, at) => at + 1));
  });

  it('cannot be skipped even by hand', async () => {
    const id = await audit.append(test.database, record());
    const row = await auditRows.byId(test.database, id);
    expect(row?.seq).toBeNull();
    const leaf = { seq: '1000000', log_id: parseId('log', id) ?? '', leaf_hash: Buffer.alloc(32) };
    const insert = test.database.kysely.insertInto('audit_leaves').values(leaf);
    await expect(insert.execute()).rejects.toThrow(/does not follow/);
  });
});

describe('leaf hashes', () => {
  it('can be computed again from what is stored, whatever the entry holds', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, fc.oneof(text, fc.double(), fc.boolean()), { maxKeys: 5 }),
        text,
        async (detail, any) => {
          const id = await audit.append(
            test.database,
            record({ detail, reason: any, userAgent: any, subject: { kind: 'demo', id: any }, from: any }),
          );
          await audit.seal();
          const row = await auditRows.byId(test.database, id);
          if (row?.seq == null || row.leafHash === null) return expect.fail('not sealed');
          const bytes = leafBytes({ ...row, seq: row.seq });
          expect(row.leafHash.equals(createHash('sha256').update(Buffer.of(0)).update(bytes).digest())).toBe(true);
          expect(leafHash({ ...row, seq: row.seq + 1 }).equals(row.leafHash)).toBe(false);
          expect(leafHash({ ...row, seq: row.seq, action: 'other' }).equals(row.leafHash)).toBe(false);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('hold when a name is erased, and the name is gone', async () => {
    const actor = { kind: 'user', id: 'usr_x', name: 'Ada Lovelace', userId: 'usr_x' } as const;
    const id = await audit.append(test.database, record({ actor }));
    await audit.seal();
    const before = await auditRows.byId(test.database, id);
    expect(before?.actorName).toBe('Ada Lovelace');
    await audit.eraseName(test.database, actor);
    const after = await auditRows.byId(test.database, id);
    if (after?.seq == null) return expect.fail('not sealed');
    expect(after.actorName).toBeNull();
    expect(leafHash({ ...after, seq: after.seq })).toEqual(before?.leafHash);
    expect(leafBytes({ ...after, seq: after.seq }).toString()).not.toContain('Ada');
    // The same person may act again.
    await audit.append(test.database, record({ actor }));
  });
});

describe('the list', () => {
  const ask = async (query: object) => {
    const list = auditRoutes({ db: test.database, audit }).find(({ endpoint }) => endpoint.id === 'listAuditEntries');
    const input = { params: {}, query: listAuditEntries.query.parse(query) } as never;
    return (await list?.handle(input))?.body as {
      items: { log_id: string; seq: number; action: string }[];
      next_cursor: string;
    };
  };

  it('pages through everything once, newest first, each entry with its place', async () => {
    for (let at = 0; at < 25; at += 1)
      await audit.append(test.database, record({ action: `paged.n${at}`, correlationId: 'paged' }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask({ limit: 7, correlation_id: 'paged', ...(cursor && { cursor }) });
      expect(page.items.every(({ seq }) => seq > 0)).toBe(true);
      seen.push(...page.items.map(({ action }) => action));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, at) => `paged.n${24 - at}`));
  });

  it('filters, and takes hostile filters as plain text', async () => {
    expect((await ask({ action: 'paged.*', limit: 200 })).items).toHaveLength(25);
    expect((await ask({ action: 'paged.n3' })).items).toHaveLength(1);
    expect((await ask({ action: 'paged_*' })).items).toHaveLength(0);
    expect(
      (await ask({ actor: 'demo', entity_kind: 'demo', entity_id: '1', to: '2001-01-01T00:00:00Z' })).items,
    ).toEqual([]);
    expect((await ask({ from: '2001-01-01T00:00:00Z', correlation_id: 'paged', sort: 'at' })).items[0]?.action).toBe(
      'paged.n0',
    );
    for (const text of ['\u0000', "'; drop table users; --", '%']) {
      expect((await ask({ entity_id: text, action: text, actor: text })).items).toEqual([]);
    }
    await expect(ask({ cursor: 'bm9uc2Vuc2U' })).rejects.toThrow(expect.objectContaining({ code: 'http.bad_cursor' }));
  });
});

describe('writes over the API', () => {
  it('are recorded with who and what, without bodies, and refused strangers are not', async () => {
    const write = {
      endpoint: { id: 'updateUser', method: 'PATCH' as const, path: '/api/admin/users/{id}' },
      params: { id: 'usr_target' },
      status: 200,
      correlationId: 'api-write',
      requestId: 'r1',
    };
    const token = {
      kind: 'token',
      tokenId: 'tok_1',
      userId: 'usr_owner',
      name: 'ci',
      scopes: [],
      address: '10.0.0.9',
    } as const;
    await audit.recordWrite({ ...write, principal: token });
    await audit.recordWrite({
      ...write,
      principal: { kind: 'anonymous', address: '::1' },
      status: 401,
      code: 'http.unauthenticated',
    });
    await audit.recordWrite({ ...write, endpoint: { ...write.endpoint, method: 'GET' }, principal: token });
    await audit.recordWrite({ ...write, endpoint: { ...write.endpoint, onlyAsks: true }, principal: token });
    const rows = await auditRows.list(test.database, { descending: true, limit: 10, correlationId: 'api-write' });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      action: 'api.updateUser',
      actorKind: 'token',
      actorUserId: 'usr_owner',
      entityId: 'usr_target',
      ipAddress: '10.0.0.9',
    });
    expect(await auditRows.list(test.database, { descending: true, limit: 10, actor: 'usr_owner' })).toHaveLength(1);
  });
});
