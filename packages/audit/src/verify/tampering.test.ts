import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@maximus/kernel';
import { auditRows, type Writer } from '@maximus/storage';
import { openTestDatabase, type TestDatabase } from '@maximus/storage/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportLines } from '../export-log.ts';
import {
  type Audit,
  createAudit,
  isConsistent,
  readKept,
  rootOfInclusion,
  systemActor,
  verifyExport,
} from '../index.ts';

let test: TestDatabase;
let audit: Audit;
let folder: string;
let kept: NonNullable<ReturnType<typeof readKept>>;
const log = { error: (_fields: object, message: string) => expect.fail(message) };
const ROWS = 40;

beforeAll(async () => {
  test = await openTestDatabase({ role: 'owner' });
  folder = await mkdtemp(join(tmpdir(), 'maximus-audit-'));
  audit = createAudit({
    db: test.database,
    clock: systemClock,
    log,
    sealEveryMs: 3_600_000,
    checkpoints: { keyFile: join(folder, 'audit.key'), file: join(folder, 'kept.ndjson'), everyMs: 3_600_000 },
  });
  for (let at = 0; at < ROWS; at += 1) {
    await audit.append(test.database, {
      action: `demo.n${at}`,
      actor: at % 2 === 0 ? systemActor('demo') : { kind: 'user', id: 'usr_1', name: 'Ada ß', userId: 'usr_1' },
      subject: { kind: 'demo', id: String(at) },
      correlationId: `chain-${at}`,
      reason: 'because',
      address: '10.0.0.1',
      userAgent: 'a browser',
      sessionId: 'ses_1',
      requestId: 'r1',
      traceId: 't1',
      decisionId: 'dec_1',
      detail: { at, text: 'ü "quoted"', list: [1, 2.5, true, null] },
    });
    if (at % 10 === 9) await audit.checkpoint();
    if (at === 19) await audit.rotateKey();
  }
  const read = readKept(await readFile(join(folder, 'kept.ndjson'), 'utf8'));
  if (read === undefined) throw new Error('the file of checkpoints cannot be read');
  kept = read;
}, 120_000);
afterAll(async () => {
  await audit.stop();
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const undo = Symbol('undo');

/** Does something that only one who owns the database can do, checks what is then exported, and undoes it. */
async function afterTampering(tamper: (sql: (text: string) => Promise<void>) => Promise<void>, withKept = false) {
  const reports: Awaited<ReturnType<typeof verifyExport>>[] = [];
  await test.database
    .transaction(async (tx) => {
      const run = async (text: string) => {
        await tx.kysely.executeQuery({ sql: text, parameters: [], query: { kind: 'RawNode' } } as never);
      };
      await run(`set local session_replication_role = 'replica'`);
      await tamper(run);
      reports.push(await verifyExport(await exported(tx), withKept ? kept : []));
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  const [report] = reports;
  if (report === undefined) throw new Error('nothing was verified');
  return report;
}

async function exported(db: Writer): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(db, systemClock)) lines.push(line.slice(0, -1));
  return lines;
}

describe('an export', () => {
  it('of an untouched log is valid, with and without checkpoints from elsewhere', async () => {
    const lines = await exported(test.database);
    for (const elsewhere of [[], kept]) {
      const report = await verifyExport(lines, elsewhere);
      expect(report).toMatchObject({
        valid: true,
        faults: [],
        entries: ROWS,
        checkpoints: 4,
        keys: 2,
        signedEntries: ROWS,
      });
    }
  });

  it('shows any byte of it that was changed', async () => {
    const bytes = Buffer.from(`${(await exported(test.database)).join('\n')}\n`, 'utf8');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length - 2 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ flip;
          const lines = changed.toString('utf8').split('\n').slice(0, -1);
          expect((await verifyExport(lines)).valid).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shows lines that were left out, repeated, swapped or put at the end', async () => {
    const lines = await exported(test.database);
    const without = (at: number) => lines.filter((_, index) => index !== at);
    for (let at = 0; at < lines.length; at += 1) {
      expect((await verifyExport(without(at))).valid, `without line ${at}`).toBe(false);
      expect((await verifyExport(lines.toSpliced(at, 0, lines[at] ?? ''))).valid, `line ${at} twice`).toBe(false);
    }
    const swapped = lines.toSpliced(10, 2, lines[11] ?? '', lines[10] ?? '');
    expect((await verifyExport(swapped)).valid).toBe(false);
    expect((await verifyExport([...lines, lines[9] ?? ''])).valid).toBe(false);
    expect((await verifyExport([])).valid).toBe(false);
  });
});

describe('the database', () => {
  const texts = [
    'actor_kind',
    'actor_id',
    'actor_user_id',
    'action',
    'entity_kind',
    'entity_id',
    'decision_id',
    'details',
    'reason',
    'ip_address',
    'user_agent',
    'session_id',
    'correlation_id',
    'request_id',
    'trace_id',
  ];

  it.each(texts)('shows a changed byte of %s, wherever it stands', async (column) => {
    const { rows } = (await test.database.kysely.executeQuery({
      sql: `select octet_length(${column}) as n from audit_entries e join audit_leaves l using (log_id) where l.seq = 8`,
      parameters: [],
      query: { kind: 'RawNode' },
    } as never)) as { rows: { n: number }[] };
    const length = rows[0]?.n ?? 0;
    expect(length).toBeGreaterThan(0);
    for (const at of new Set([0, length >> 1, length - 1])) {
      // The lowest bit of an ASCII byte keeps it ASCII; of another character the row cannot be stored, so ASCII is taken.
      const report = await afterTampering(async (sql) => {
        await sql(`update audit_entries set ${column} = convert_from(set_byte(convert_to(${column}, 'UTF8'), ${at},
          get_byte(convert_to(${column}, 'UTF8'), ${at}) # 1), 'UTF8')
          where log_id = (select log_id from audit_leaves where seq = 8)`);
      });
      expect(report, `byte ${at}`).toMatchObject({ valid: false, firstBadSeq: 8 });
    }
  });

  it.each([
    ['its time', `update audit_entries set at = at + interval '1 millisecond' where log_id = L`],
    ['its name', `update audit_names set name = name || '.'`],
    ['the salt of its name', `update audit_names set salt = set_byte(salt, 3, get_byte(salt, 3) # 1)`],
    ['whom a name belongs to', `update audit_names set id = id || 'x'`],
    [
      'the digest of its name',
      `update audit_entries set actor_name_digest = set_byte(actor_name_digest, 0, get_byte(actor_name_digest, 0) # 1) where log_id = L`,
    ],
    ['white space in its details', `update audit_entries set details = replace(details, ',', ', ') where log_id = L`],
    ['a field taken away', `update audit_entries set reason = null where log_id = L`],
    ['an empty field added', `update audit_entries set user_agent = '' where log_id = L`],
    [
      'its hash',
      `update audit_leaves set leaf_hash = set_byte(leaf_hash, 31, get_byte(leaf_hash, 31) # 128) where seq = 8`,
    ],
    ['its id', `update audit_entries set log_id = gen_random_uuid() where log_id = L`],
    ['its place', `update audit_leaves set seq = 100000 where seq = 8`],
    ['the entry deleted', `delete from audit_entries where log_id = L`],
    ['its leaf deleted', `delete from audit_leaves where seq = 8`],
    [
      'both deleted',
      `with gone as (delete from audit_leaves where seq = 8 returning log_id) delete from audit_entries where log_id in (select log_id from gone)`,
    ],
    [
      'both deleted and the rest moved up',
      `with gone as (delete from audit_leaves where seq = 8 returning log_id) delete from audit_entries where log_id in (select log_id from gone); update audit_leaves set seq = seq + 1000 where seq > 8; update audit_leaves set seq = seq - 1001 where seq > 1000`,
    ],
    [
      'two places exchanged',
      `update audit_leaves set seq = case seq when 8 then 1009 else 1008 end where seq in (8, 9); update audit_leaves set seq = seq - 1000 where seq > 1000`,
    ],
    [
      'an entry slipped in',
      `insert into audit_entries select gen_random_uuid(), at, actor_kind, actor_id, actor_user_id, actor_name_digest, 'forged', entity_kind, entity_id, decision_id, details, reason, ip_address, user_agent, session_id, correlation_id, request_id, trace_id from audit_entries where log_id = L`,
    ],
    ['a checkpoint deleted', `delete from audit_checkpoints where size = 20`],
    ['the root of a checkpoint', `update audit_checkpoints set root = repeat('ab', 32) where size = 20`],
    ['the time of a checkpoint', `update audit_checkpoints set at = at + interval '1 second' where size = 40`],
    [
      'the signature of a checkpoint',
      `update audit_checkpoints set signature = (select signature from audit_checkpoints where size = 10) where size = 40`,
    ],
    ['a key', `update audit_keys set public_key = (select public_key from audit_keys where place = 1) where place = 2`],
    ['the first key deleted', `delete from audit_keys where place = 1`],
    [
      'all keys and checkpoints deleted but one',
      `delete from audit_checkpoints where size < 40; delete from audit_keys where place = 1`,
    ],
  ])('shows %s', async (_, statements) => {
    const report = await afterTampering(async (sql) => {
      await sql(`set local session_replication_role = 'replica'`);
      for (const statement of statements.split(';'))
        await sql(statement.replaceAll('= L', `= (select log_id from audit_leaves where seq = 8)`));
    });
    expect(report.valid).toBe(false);
    expect(report.faults.length).toBeGreaterThan(0);
  });

  it('shows rows cut off at the end as soon as a checkpoint is left, here or elsewhere', async () => {
    const cut = `delete from audit_leaves where seq > 35; delete from audit_entries where log_id not in (select log_id from audit_leaves)`;
    const rows = async (sql: (text: string) => Promise<void>) => {
      for (const statement of cut.split(';')) await sql(statement);
    };
    expect(await afterTampering(rows)).toMatchObject({ valid: false, firstBadSeq: 36 });
    const everything = async (sql: (text: string) => Promise<void>) => {
      await rows(sql);
      await sql('delete from audit_checkpoints where size > 30');
    };
    expect((await afterTampering(everything)).valid).toBe(true);
    expect(await afterTampering(everything, true)).toMatchObject({ valid: false, firstBadSeq: 36 });
    const all = (sql: (text: string) => Promise<void>) =>
      sql('truncate audit_entries, audit_leaves, audit_waiting, audit_checkpoints, audit_keys cascade');
    expect(await afterTampering(all, true)).toMatchObject({ valid: false, firstBadSeq: 1 });
  });

  it('shows a log that was made anew with a key of somebody’s own', async () => {
    const other = await openTestDatabase({ role: 'owner' });
    const forger = createAudit({
      db: other.database,
      clock: systemClock,
      log,
      checkpoints: { keyFile: join(folder, 'forged.key'), file: join(folder, 'forged.ndjson'), everyMs: 3_600_000 },
    });
    for (let at = 0; at < ROWS; at += 1)
      await forger.append(other.database, {
        action: 'demo.forged',
        actor: systemActor('demo'),
        subject: { kind: 'demo', id: String(at) },
        correlationId: 'c',
      });
    await forger.checkpoint();
    const lines = await exported(other.database);
    expect((await verifyExport(lines)).valid).toBe(true);
    const report = await verifyExport(lines, kept);
    expect(report.valid).toBe(false);
    expect(report.faults.join()).toMatch(/kept elsewhere/);
    await forger.stop();
    await other.close();
  });

  it('stays valid when a person is erased', async () => {
    const report = await afterTampering(async (sql) => {
      await sql(`update audit_names set name = null, salt = null, erased_at = now() where id = 'usr_1'`);
    });
    expect(report).toMatchObject({ valid: true, entries: ROWS });
  });
});

describe('proofs by endpoint', () => {
  it('lead from an entry to the signed root, and from one signed state to the next', async () => {
    const [entry] = await auditRows.list(test.database, { descending: false, limit: 1 });
    const proof = await audit.proveInclusion(entry?.logId ?? '');
    const hex = (text: string) => Buffer.from(text, 'hex');
    const { size, root } = proof.checkpoint;
    expect(rootOfInclusion(hex(proof.leaf_hash), proof.seq - 1, size, proof.path.map(hex))?.toString('hex')).toBe(root);
    const grown = await audit.proveConsistency(10, 40);
    expect(
      isConsistent(
        { size: 10, root: hex(grown.from_root) },
        { size: 40, root: hex(grown.to_root) },
        grown.path.map(hex),
      ),
    ).toBe(true);
    const { items, keys } = await audit.checkpoints({ limit: 10 });
    expect(items.map((one) => one.size)).toEqual([40, 30, 20, 10]);
    expect(items.find((one) => one.size === 10)?.root).toBe(grown.from_root);
    expect(keys).toHaveLength(2);
    await expect(audit.proveConsistency(40, 10)).rejects.toMatchObject({ code: 'audit.bad_sizes' });
    await expect(audit.proveInclusion('log_0')).rejects.toMatchObject({ code: 'audit.entry_not_found' });
  });

  it('are refused by the tables to be changed', async () => {
    for (const table of ['audit_keys', 'audit_checkpoints'])
      for (const statement of [
        `delete from ${table}`,
        `truncate ${table} cascade`,
        `update ${table} set signature = ''`,
      ])
        await expect(
          test.database.kysely.executeQuery({ sql: statement, parameters: [], query: { kind: 'RawNode' } } as never),
          statement,
        ).rejects.toThrow(/audit log/);
  });
});

describe('signing', () => {
  it('does not go on over a log that was changed meanwhile', async () => {
    await expect(
      test.database.transaction(async (tx) => {
        const run = (text: string) =>
          tx.kysely.executeQuery({ sql: text, parameters: [], query: { kind: 'RawNode' } } as never);
        await run(`set local session_replication_role = 'replica'`);
        await run('delete from audit_leaves where seq > 30');
        const within = createAudit({
          db: { ...test.database, kysely: tx.kysely, transaction: (work) => work(tx) },
          clock: systemClock,
          log,
          checkpoints: { keyFile: join(folder, 'audit.key'), file: join(folder, 'other.ndjson'), everyMs: 3_600_000 },
        });
        await within.checkpoint();
      }),
    ).rejects.toMatchObject({ code: 'audit.not_what_was_signed' });
  });

  it('goes on after a rotation that was cut off between the database and the file', async () => {
    const [own, file] = [join(folder, 'cut.key'), join(folder, 'cut.ndjson')];
    const other = await openTestDatabase({ role: 'owner' });
    const begin = () =>
      createAudit({
        db: other.database,
        clock: systemClock,
        log,
        checkpoints: { keyFile: own, file, everyMs: 3_600_000 },
      });
    const append = (to: Audit) =>
      to.append(other.database, {
        action: 'demo.done',
        actor: systemActor('demo'),
        subject: { kind: 'demo', id: '1' },
        correlationId: 'c',
      });
    const before = begin();
    await append(before);
    await before.checkpoint();
    const old = await readFile(own);
    await before.rotateKey();
    await rename(own, `${own}.next`);
    await writeFile(own, old, { mode: 0o600 });
    await append(before);
    expect((await before.checkpoint())?.size).toBe(2);
    await expect(readFile(`${own}.next`)).rejects.toMatchObject({ code: 'ENOENT' });
    await before.stop();
    const without = createAudit({ db: other.database, clock: systemClock, log });
    await expect(without.rotateKey()).rejects.toMatchObject({ code: 'audit.key_unusable' });
    expect(await without.checkpoint()).toBeUndefined();
    await without.stop();
    for (const [text, mode] of [
      ['nonsense', 0o600],
      ['a'.repeat(2_000), 0o600],
      ['ab'.repeat(32), 0o666],
    ] as const) {
      await writeFile(own, text);
      await chmod(own, mode);
      const broken = begin();
      await append(broken);
      await expect(broken.checkpoint()).rejects.toMatchObject({ code: 'audit.key_unusable' });
      await expect(broken.stop()).rejects.toMatchObject({ code: 'audit.key_unusable' });
    }
    await other.close();
  });

  it('is refused with a key that is not the log’s', async () => {
    const other = createAudit({
      db: test.database,
      clock: systemClock,
      log,
      checkpoints: { keyFile: join(folder, 'other.key'), file: join(folder, 'other.ndjson'), everyMs: 3_600_000 },
    });
    await audit.append(test.database, {
      action: 'demo.more',
      actor: systemActor('demo'),
      subject: { kind: 'demo', id: 'more' },
      correlationId: 'c',
    });
    await expect(other.checkpoint()).rejects.toMatchObject({ code: 'audit.key_not_current' });
    expect(await audit.checkpointAgeMs()).toBeGreaterThanOrEqual(0);
    expect((await audit.checkpoint())?.size).toBe(ROWS + 1);
    expect(await audit.checkpointAgeMs()).toBe(0);
    await other.stop();
  });
});
