import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIndex } from './build-index.ts';
import { openIndex } from './open-index.ts';
import { verifyIndex } from './verify-index.ts';

const here = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
const clock = frozenClock('2026-11-20T00:00:00Z');
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-processes-'));
  chmodSync(dir, 0o755);
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function writeRecords(name: string, count: number, modified: string): string {
  const path = join(dir, name);
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      id: `T-${n}`,
      modified,
      aliases: [`CVE-2026-${n}`],
      details: `text ${n} `.repeat(50),
      affected: [
        {
          package: { ecosystem: 'npm', name: `p${n % 500}` },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
        },
      ],
    }),
  );
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** Runs a module text in a process of its own; resolves with its exit code, signal and output. */
function run(script: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return text;
}

const reader = (db: string) => `
  const { openIndex } = await import(${here('./open-index.ts')});
  const opened = openIndex(${JSON.stringify(db)});
  if (!opened.ok) throw opened.error;
  let found = 0;
  for (let n = 0; n < 500; n += 1) found += opened.value.lookup('npm', 'p' + n).length;
  const text = opened.value.record('t-7').details.length;
  console.log(JSON.stringify({ found, text, digest: opened.value.manifest.digest }));`;

test('a build that is killed at any moment leaves an index that opens and verifies', { timeout: 300_000 }, async () => {
  const db = join(dir, 'db');
  const first = unwrap(
    await buildIndex({ from: [writeRecords('a.jsonl', 2000, '2026-01-01T00:00:00Z')], out: db, clock }),
  );
  const next = writeRecords('b.jsonl', 3000, '2026-02-01T00:00:00Z');
  const script = `
    const { buildIndex } = await import(${here('./build-index.ts')});
    console.log('go');
    for (let n = 0; ; n += 1) {
      const done = await buildIndex({ from: [${JSON.stringify(next)}], out: ${JSON.stringify(db)}, clock: { now: () => Date.now() }, lockWaitMs: 60_000 });
      if (!done.ok) throw done.error;
      console.log('built');
    }`;
  const digests = new Set<string>();
  let leftovers = 0;
  for (let round = 0; round < 22 || leftovers === 0; round += 1) {
    const child = run(script);
    const output = outputOf(child);
    const stdout = child.stdout as NonNullable<typeof child.stdout>;
    // The last two die only after a build is complete, however busy this machine is: in the midst of the next one.
    for (let heard = ''; !heard.includes(round < 20 ? 'go' : 'built'); )
      heard += String((await once(stdout, 'data'))[0]);
    await sleep(Math.random() * 25 * (10 + round));
    child.kill('SIGKILL');
    expect(await output).toMatch(/^go\n(?:built\n)*$/);
    leftovers += readdirSync(db).filter((name) => name.startsWith('tmp-')).length;
    const verification = unwrap(await verifyIndex(db));
    expect(verification.faults).toEqual([]);
    digests.add(verification.digest);
  }
  // The kills hit builds at work; what stands is the old content or the new one whole, and the new one was reached.
  expect(leftovers).toBeGreaterThan(0);
  expect([...digests].filter((digest) => digest !== first.digest)).toHaveLength(1);
  // The lock of a dead writer is no obstacle, and its leftovers go.
  const last = unwrap(await buildIndex({ from: [join(dir, 'a.jsonl')], out: db, clock }));
  expect(last.digest).toBe(first.digest);
  expect(readdirSync(db).filter((name) => name.startsWith('tmp-') || name.startsWith('writer'))).toEqual([]);
});

test('32 readers at once get the same answers while a writer replaces the index', { timeout: 300_000 }, async () => {
  const db = join(dir, 'db');
  const from = [writeRecords('a.jsonl', 1000, '2026-01-01T00:00:00Z')];
  const { digest } = unwrap(await buildIndex({ from, out: db, clock }));
  const readers = Array.from({ length: 32 }, () => outputOf(run(reader(db))));
  for (let n = 0; n < 3; n += 1) unwrap(await buildIndex({ from, out: db, clock }));
  for (const output of await Promise.all(readers))
    expect(JSON.parse(output)).toEqual({ found: 1000, text: 'text 7 '.length * 50, digest });
});

test('a read-only folder does, also for another user than the writer', { timeout: 300_000 }, async () => {
  const db = join(dir, 'db');
  unwrap(await buildIndex({ from: [writeRecords('a.jsonl', 1000, '2026-01-01T00:00:00Z')], out: db, clock }));
  for (const name of readdirSync(db)) chmodSync(join(db, name), 0o444);
  chmodSync(db, 0o555);
  const before = readdirSync(db);
  const index = unwrap(openIndex(db));
  expect(index.lookup('npm', 'p1')).toHaveLength(2);
  index.close();
  expect(unwrap(await verifyIndex(db)).faults).toEqual([]);
  if (process.getuid?.() === 0) {
    // Rights are dropped once the program is loaded, which may lie in a folder that is closed to others.
    const script = reader(db).replace('const opened', 'process.setgid(65534); process.setuid(65534); const opened');
    expect(JSON.parse(await outputOf(run(script)))).toMatchObject({ found: 1000 });
  }
  expect(readdirSync(db)).toEqual(before);
  chmodSync(db, 0o755);
});
