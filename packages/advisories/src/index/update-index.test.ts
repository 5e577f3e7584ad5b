import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedServer } from '../testing/feed-server.ts';
import { buildIndex } from './build-index.ts';
import type { UpdateReport } from './build-report.ts';
import { exportIndex } from './export-index.ts';
import { openIndex } from './open-index.ts';
import { updateIndex } from './update-index.ts';
import { verifyIndex } from './verify-index.ts';

const day = 86_400_000;
const start = Date.parse('2026-11-20T00:00:00Z');
let dir = '';
let server: FeedServer;
let address = '';

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-update-'));
  server = new FeedServer();
  address = await server.start();
  server.publishKev({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-01' }] });
  server.publishEpss(
    '#model_version:v1,score_date:2026-11-19T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.5,0.9\n',
  );
});

afterEach(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

function record(n: number, modified = '2026-11-01T00:00:00Z', more: object = {}) {
  const affected = [
    {
      package: { ecosystem: 'npm', name: `pkg-${n % 100}` },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
    },
  ];
  return { id: `T-${n}`, modified, aliases: [`CVE-2026-${n}`], affected, ...more };
}

function many(count: number) {
  return Array.from({ length: count }, (_, n) => record(n));
}

function update(atMs = start, more: object = {}) {
  return updateIndex({
    dir: join(dir, 'db'),
    clock: frozenClock(atMs),
    feeds: { osv: `${address}/osv`, kev: `${address}/kev.json`, epss: `${address}/epss.csv.gz` },
    ecosystems: ['npm'],
    network: { retryDelaysMs: [1, 1, 1], timeoutMs: 60_000, requestsPerMinute: 10_000 },
    ...more,
  });
}

async function verified(): Promise<void> {
  const verification = unwrap(await verifyIndex(join(dir, 'db')));
  expect(verification.faults).toEqual([]);
  expect(verification.strays).toEqual([]);
}

function stateOf(report: UpdateReport, id: string): string | undefined {
  return report.sources.find((source) => source.id === id)?.state;
}

test('the first update takes archives, the next one asks only what changed and writes nothing new', async () => {
  await server.publish('npm', many(300));
  const first = unwrap(await update());
  expect(first).toMatchObject({ state: 'succeeded', wrote: 'base', records: 300, added: 300, generation: 1 });
  await verified();
  server.requests.length = 0;
  const second = unwrap(await update(start + 1000));
  expect(second).toMatchObject({ state: 'succeeded', wrote: 'nothing', generation: 1, digest: first.digest });
  expect(server.requests.sort()).toEqual(['/epss.csv.gz', '/kev.json', '/osv/npm/modified_id.csv']);
  const index = unwrap(openIndex(join(dir, 'db')));
  expect(index.manifest.sources.map(({ id, syncedAt }) => [id, syncedAt])).toEqual([
    ['epss', '2026-11-20T00:00:01.000Z'],
    ['kev', '2026-11-20T00:00:01.000Z'],
    ['osv:npm', '2026-11-20T00:00:01.000Z'],
  ]);
  index.close();
});

test('changes come one by one, lie in a delta, and a reader keeps what it opened', async () => {
  await server.publish('npm', many(300));
  unwrap(await update());
  const reader = unwrap(openIndex(join(dir, 'db')));
  const changed = record(7, '2026-11-19T00:00:00Z', { withdrawn: '2026-11-19T00:00:00Z', aliases: ['CVE-2026-8'] });
  await server.publish('npm', [
    ...many(300).map((each, n) => (n === 7 ? changed : each)),
    record(900, '2026-11-19T01:00:00Z'),
  ]);
  server.requests.length = 0;
  const report = unwrap(await update(start + 1000));
  expect(report).toMatchObject({ wrote: 'delta', added: 1, changed: 1, removed: 0, records: 301, generation: 2 });
  expect(server.requests).toContain('/osv/npm/T-7.json');
  expect(server.requests).not.toContain('/osv/npm/all.zip');
  await verified();
  const fresh = unwrap(openIndex(join(dir, 'db')));
  expect(fresh.groupOf('CVE-2026-8')?.recordIds).toEqual(['T-7', 'T-8']);
  expect(fresh.groupOf('CVE-2026-7')).toBeUndefined();
  expect(fresh.lookup('npm', 'pkg-7').find(({ id }) => id === 'T-7')?.withdrawn).toBe('2026-11-19T00:00:00Z');
  expect(fresh.lookup('npm', 'pkg-0').map(({ id }) => id)).toEqual(['T-0', 'T-100', 'T-200', 'T-900']);
  expect(reader.groupOf('CVE-2026-7')?.recordIds).toEqual(['T-7']);
  expect(reader.record('T-900')).toBeUndefined();
  reader.close();
  fresh.close();
});

test('what a delta says of a package is not ruled out by what lies below it', async () => {
  const closed = (id: number, fixed: string, modified?: string) =>
    record(id, modified, {
      affected: [
        {
          package: { ecosystem: 'npm', name: `pkg-${id % 100}` },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
        },
      ],
    });
  const old = Array.from({ length: 300 }, (_, n) => closed(n, '1.0.0'));
  await server.publish('npm', old);
  unwrap(await update());
  const before = unwrap(openIndex(join(dir, 'db')));
  await server.publish('npm', [...old, closed(907, '3.0.0', '2026-11-19T01:00:00Z')]);
  expect(unwrap(await update(start + 1000))).toMatchObject({ wrote: 'delta', added: 1 });
  await verified();
  const after = unwrap(openIndex(join(dir, 'db')));
  const ruledOut = (name: string) => [before, after].map((index) => index.rulesOut('npm', name, '2.0.0'));
  expect(ruledOut('pkg-7')).toEqual([true, false]);
  expect(ruledOut('pkg-8')).toEqual([true, true]);
  expect(ruledOut('pkg-nobody-names')).toEqual([true, true]);
  expect(after.rulesOut('npm', 'pkg-8', '0.9.0')).toBe(false);
  expect(after.rulesOut('npm', 'pkg-8', 'no version')).toBe(false);
  expect(after.rulesOut('Debian', 'pkg-8', '2.0.0')).toBe(false);
  before.close();
  after.close();
});

test('many changes are merged into a new base', async () => {
  await server.publish('npm', many(300));
  unwrap(await update());
  await server.publish(
    'npm',
    many(300).map((each, n) => (n < 250 ? { ...each, modified: '2026-11-19T00:00:00Z' } : each)),
  );
  expect(unwrap(await update(start + 1000))).toMatchObject({ wrote: 'base', changed: 250, records: 300 });
  expect(readdirSync(join(dir, 'db')).filter((name) => name.startsWith('delta-'))).toEqual([]);
  await verified();
});

test('a record that the archive no longer has is removed, one from a local build stays', async () => {
  const file = join(dir, 'own.jsonl');
  writeFileSync(file, JSON.stringify({ ...record(5000), id: 'OWN-1', aliases: [] }));
  unwrap(await buildIndex({ from: [file], out: join(dir, 'db'), clock: frozenClock(start) }));
  await server.publish('npm', many(300));
  expect(unwrap(await update())).toMatchObject({ wrote: 'base', records: 301 });
  await server.publish('npm', many(299));
  const report = unwrap(await update(start + 4 * day));
  expect(report).toMatchObject({ wrote: 'base', removed: 1, records: 300 });
  const index = unwrap(openIndex(join(dir, 'db')));
  expect(index.record('T-299')).toBeUndefined();
  expect(index.record('OWN-1')).toBeDefined();
  index.close();
  await verified();
});

test('an id that the list names and the bucket lacks is no error, and its record goes', async () => {
  await server.publish('npm', many(300));
  unwrap(await update());
  await server.publish(
    'npm',
    many(300).map((each, n) => (n === 3 ? record(3, '2026-11-19T00:00:00Z') : each)),
  );
  server.files.delete('/osv/npm/T-3.json');
  const report = unwrap(await update(start + 1000));
  expect(report).toMatchObject({ state: 'succeeded', wrote: 'delta', removed: 1, records: 299 });
  await verified();
});

test('a stamp in the future is taken and does not hide later changes', async () => {
  await server.publish('npm', [...many(50), record(60, '2030-01-01T00:00:00Z')]);
  unwrap(await update());
  await server.publish('npm', [...many(50), record(60, '2030-01-01T00:00:00Z'), record(61, '2026-11-21T00:00:00Z')]);
  expect(unwrap(await update(start + 2 * day))).toMatchObject({ added: 1, records: 52 });
});

test('a broken download goes on where it ended, within a run and in the next one', async () => {
  await server.publish('npm', many(300));
  let left = 2;
  const part = join(dir, 'db/downloads/osv-npm.zip.part');
  server.hasArrived = (bytes) => statSync(part, { throwIfNoEntry: false })?.size === bytes;
  server.misbehave = (path) => (path.endsWith('all.zip') && left-- > 0 ? 'truncate' : undefined);
  expect(unwrap(await update())).toMatchObject({ state: 'succeeded', records: 300 });
  const size = server.files.get('/osv/npm/all.zip')!.length;
  const half = Math.floor(size / 2);
  expect(server.requests.filter((path) => path.includes('all.zip')).slice(0, 2)).toEqual([
    '/osv/npm/all.zip',
    `/osv/npm/all.zip bytes=${half}-`,
  ]);
  rmSync(join(dir, 'db'), { recursive: true });
  server.misbehave = (path) => (path.endsWith('all.zip') ? 'truncate' : undefined);
  const failed = unwrap(await update());
  expect(failed).toMatchObject({ state: 'partial', records: 0 });
  server.misbehave = undefined;
  server.requests.length = 0;
  expect(unwrap(await update(start + 4 * day))).toMatchObject({ state: 'succeeded', records: 300 });
  expect(server.requests.find((path) => path.includes('all.zip'))).toMatch(/bytes=\d+-$/);
  await verified();
});

test('a failing server is asked again, and then the old data stays and the report says why', async () => {
  await server.publish('npm', many(300));
  let left = 2;
  server.misbehave = (path, _request, response) => {
    if (!path.endsWith('all.zip') || left-- <= 0) return false;
    response.writeHead(503, { 'retry-after': '0' }).end();
    return true;
  };
  const first = unwrap(await update());
  expect(first.state).toBe('succeeded');
  server.misbehave = (path, _request, response) => {
    if (!path.startsWith('/osv')) return false;
    response.writeHead(500).end();
    return true;
  };
  const second = unwrap(await update(start + 1000));
  expect(second).toMatchObject({ state: 'partial', wrote: 'nothing', digest: first.digest });
  expect(second.sources.find(({ id }) => id === 'osv:npm')).toMatchObject({
    state: 'failed',
    records: 300,
    error: { code: 'advisories.feed_failed' },
  });
});

test('an HTML page is an error that says so, and is not tried again', async () => {
  server.misbehave = (path, _request, response) => {
    if (!path.startsWith('/osv')) return false;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Sign in</title>');
    return true;
  };
  const report = unwrap(await update());
  expect(report.sources.find(({ id }) => id === 'osv:npm')?.error?.message).toContain('HTML page');
  expect(server.requests.filter((path) => path.includes('all.zip'))).toHaveLength(1);
});

test('damaged archives and those that shrank keep the old data as degraded', async () => {
  await server.publish('npm', many(300));
  const first = unwrap(await update());
  await server.publish('npm', many(200));
  const shrunk = unwrap(await update(start + 4 * day));
  expect([stateOf(shrunk, 'osv:npm'), shrunk.records, shrunk.digest]).toEqual(['degraded', 300, first.digest]);
  await server.publish('npm', [
    ...many(290),
    ...Array.from({ length: 10 }, (_, n) => ({ id: `bad ${n}`, modified: 'never' })),
  ]);
  expect(stateOf(unwrap(await update(start + 8 * day)), 'osv:npm')).toBe('degraded');
  const zip = server.files.get('/osv/npm/all.zip')!;
  server.files.set('/osv/npm/all.zip', zip.subarray(0, zip.length - 100));
  expect(stateOf(unwrap(await update(start + 12 * day)), 'osv:npm')).toBe('degraded');
  server.publishKev({ catalogVersion: '2', vulnerabilities: [] });
  expect(stateOf(unwrap(await update(start + 13 * day)), 'kev')).toBe('degraded');
  await verified();
});

test('with no data and no feed that answers, the first error is the result', async () => {
  await server.stop();
  const result = await update();
  expect(result.ok || result.error.code).toBe('advisories.feed_failed');
  expect(openIndex(join(dir, 'db'))).toMatchObject({ ok: false, error: { code: 'advisories.no_database' } });
  server = new FeedServer();
  await server.start();
});

test('of two updates at once the second waits or is told that the database is busy', async () => {
  await server.publish('npm', many(300));
  const [one, two] = await Promise.all([update(), update()]);
  expect([one, two].map((result) => (result.ok ? 'ok' : result.error.code)).sort()).toEqual([
    'advisories.database_busy',
    'ok',
  ]);
  const both = await Promise.all([update(start, { lockWaitMs: 60_000 }), update(start, { lockWaitMs: 60_000 })]);
  expect(both.map((result) => result.ok)).toEqual([true, true]);
  await verified();
});

test('an export is a mirror that gives the same database again', async () => {
  await server.publish('npm', many(300));
  const first = unwrap(await update());
  unwrap(await exportIndex(join(dir, 'db'), join(dir, 'export.zip')));
  const built = unwrap(
    await buildIndex({ from: [join(dir, 'export.zip')], out: join(dir, 'copy'), clock: frozenClock(start) }),
  );
  expect(built).toMatchObject({ digest: first.digest, records: 300, quarantinedCount: 0 });
});
