import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from '../testing/run-command.ts';

/** What a server exported on 2026-01-01, and the file of checkpoints beside it. */
const fixtures = resolve(import.meta.dirname, 'fixtures');
let folder: string;
let lines: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maximus-audit-'));
  cpSync(fixtures, folder, { recursive: true });
  const text = readFileSync(join(folder, 'export.ndjson'), 'utf8');
  lines = text.split(/(?<=\n)/);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: readonly string[]): void {
  writeFileSync(join(folder, name), content.join(''));
}

const verify = (...args: string[]) => runCommand(['audit', 'verify', ...args], { workingFolder: folder });

it('says of a whole log that it is valid', async () => {
  const plain = await verify('export.ndjson', '--checkpoint', 'checkpoints.ndjson');
  expect(plain.out).toMatch(/^verified: 6 entries, 1 checkpoints, 1 keys, root [0-9a-f]{64}\.\n$/);
  expect(plain.code).toBe(0);
  const json = await verify('export.ndjson', '-f', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ state: 'valid', entries: 6, signed_entries: 6 });
});

it('names the first bad entry and exits 5', async () => {
  const place = lines.findIndex((line) => line.includes('"seq":4,'));
  write('changed.ndjson', lines.toSpliced(place, 1, (lines[place] ?? '').replace('demo.done', 'demo.dome')));
  const changed = await verify('changed.ndjson');
  expect(changed.out).toMatch(/^NOT VERIFIED\. First bad entry: 4\.\n {2}entry 4: it is not what was hashed\n/);
  expect(changed.code).toBe(5);
  write('cut.ndjson', lines.slice(0, -3));
  expect((await verify('cut.ndjson', '-f', 'json')).code).toBe(5);
});

it('says what it could not check and exits 2', async () => {
  write('empty.ndjson', []);
  write('nothing.ndjson', ['not a checkpoint\n']);
  for (const args of [
    ['missing.ndjson'],
    ['empty.ndjson'],
    ['export.ndjson', '--checkpoint', 'missing.ndjson'],
    ['export.ndjson', '--checkpoint', 'nothing.ndjson'],
    ['export.ndjson', '--checkpoint', 'empty.ndjson'],
  ]) {
    const ran = await verify(...args);
    expect(ran.code, args.join(' ')).toBe(2);
    expect(ran.out).toMatch(/^COULD NOT CHECK: /);
  }
});
