import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIndex } from './build-index.ts';
import { indexStatus } from './index-status.ts';
import { openIndex } from './open-index.ts';
import { verifyIndex } from './verify-index.ts';
import { takeWriteLock } from './write-lock.ts';

let dir = '';
let db = '';

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-verify-'));
  db = join(dir, 'db');
  const records = Array.from({ length: 60 }, (_, n) => ({
    id: `T-${n}`,
    modified: '2026-01-01T00:00:00Z',
    aliases: [`CVE-2026-${n % 50}`],
    affected: [{ package: { ecosystem: 'npm', name: `p${n % 20}` }, versions: [`1.${n}`] }],
  }));
  const lines = [...records, { id: 'bad one' }].map((record) => JSON.stringify(record));
  writeFileSync(join(dir, 'a.jsonl'), lines.join('\n'));
  unwrap(await buildIndex({ from: [join(dir, 'a.jsonl')], out: db, clock: frozenClock('2026-11-20T00:00:00Z') }));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('a changed byte anywhere in a file of the index is found', async () => {
  const name = readdirSync(db).find((each) => each.startsWith('base-'))!;
  const whole = readFileSync(join(db, name));
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 60)) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] as number) ^ 0x41;
    writeFileSync(join(db, name), bytes);
    const result = await verifyIndex(db);
    if (result.ok) expect(result.value.faults).toContain(`${name} does not have its checksum`);
    else expect(result.error.code).toBe('advisories.database_unusable');
  }
});

test('what is verified is what was opened, although two generations have come since', async () => {
  const verification = await verifyIndex(db, ({ type }) => {
    // What a writer removes once nobody should need it any more.
    for (const name of readdirSync(db)) if (type === 'source' && name.endsWith('.seg')) rmSync(join(db, name));
  });
  expect(unwrap(verification)).toMatchObject({ records: 60, faults: [], files: [{ name: expect.any(String) }] });
});

test('a changed pointer does not open, nor one that names a file elsewhere', () => {
  const path = join(db, 'current.json');
  const whole = readFileSync(path, 'utf8');
  for (const text of [
    whole.replace('"records": 60', '"records": 61'),
    whole.replace(/base-[0-9a-f]{16}\.seg/, '../../etc/passwd'),
    whole.slice(0, 100),
    '{}',
    '',
  ]) {
    writeFileSync(path, text);
    const opened = openIndex(db);
    expect(opened.ok || opened.error.code).toBe('advisories.database_unusable');
    expect(indexStatus(db).ok).toBe(false);
  }
});

test('an index of another format does not open, and the help is to make it anew, not to verify it', () => {
  const path = join(db, 'current.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"format": \d+/, '"format": 99'));
  const opened = openIndex(db);
  expect(opened).toMatchObject({ ok: false, error: { code: 'advisories.database_format' } });
  const help = opened.ok ? '' : opened.error.help;
  expect(help).toContain('maximus db update');
  expect(help).not.toContain('verify');
});

test('a folder with parts but no pointer was never completed', () => {
  rmSync(join(db, 'current.json'));
  expect(openIndex(db)).toMatchObject({ ok: false, error: { code: 'advisories.database_unusable' } });
  rmSync(db, { recursive: true });
  expect(openIndex(db)).toMatchObject({ ok: false, error: { code: 'advisories.no_database' } });
});

test('a folder whose first build goes on is neither complete nor damaged', async () => {
  rmSync(join(db, 'current.json'));
  const lock = unwrap(await takeWriteLock(db, 0));
  const opened = openIndex(db);
  lock.release();
  expect(opened).toMatchObject({ ok: false, error: { code: 'advisories.no_database' } });
  expect(opened.ok ? '' : opened.error.message).toContain('not complete yet');
});

test('the status says what is there and what was left out', () => {
  expect(unwrap(indexStatus(db))).toMatchObject({
    manifest: { records: 60, quarantined: 1, generation: 1, ecosystems: { npm: 60 } },
    files: [{ role: 'base' }],
    deltaRecords: 0,
    quarantined: [{ id: 'bad one', line: 61 }],
    locked: false,
  });
});
