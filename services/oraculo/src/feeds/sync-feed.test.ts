import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FeedServer } from '@maximus/advisories/testing';
import { type FeedRow, findFeed, seedFeeds } from '@maximus/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';
import { feedSeeds } from './feed-list.ts';
import type { FeedParts } from './feed-parts.ts';
import { FeedsConfig } from './feeds-config.ts';
import { scheduleFeeds } from './start-feeds.ts';
import { syncFeed } from './sync-feed.ts';
import { runTask } from './task/run-task.ts';

const server = new FeedServer();
let fixture: Fixture;
let feeds: FeedParts;
let enqueued: string[];
const never = new AbortController().signal;
const told = { signal: never, progress: () => undefined };

const record = (id: string, name: string, fixed: string, modified = '2026-11-01T00:00:00Z') =>
  advisory(id, name, fixed, { modified }) as { id: string; modified: string };
const many = (count: number) =>
  Array.from({ length: count }, (_, place) => record(`GHSA-${place}`, `p${place}`, '2.0.0'));

beforeEach(async () => {
  const url = await server.start();
  const config = {
    osv_url: `${url}/osv`,
    kev_url: `${url}/kev.json`,
    epss_url: `${url}/epss.csv.gz`,
    ecosystems: ['npm'],
  };
  fixture = await openFixture({ config: { feeds: config } });
  enqueued = [];
  feeds = {
    parts: fixture.parts,
    keeper: fixture.keeper,
    indexDir: fixture.indexDir,
    network: { retryDelaysMs: [10, 10, 10] },
    jobs: { enqueue: async (_name, payload) => void enqueued.push((payload as { feed_id: string }).feed_id) },
  };
  await seed(config);
}, 120_000);
afterEach(async () => {
  server.misbehave = undefined;
  server.files.clear();
  server.requests.length = 0;
  await server.stop();
  await fixture?.[Symbol.asyncDispose]();
});

async function seed(config: object): Promise<void> {
  const nowMs = fixture.clock.now();
  const seeds = feedSeeds(FeedsConfig.parse(config));
  await fixture.parts.database.transaction((tx) => seedFeeds(tx, seeds, nowMs, nowMs + 30_000));
}

const sync = (feed_id: string) => syncFeed(feeds, { feed_id, asked: true }, told);
const generationNow = () => {
  using lease = fixture.parts.index.lease();
  return lease.live.generation;
};
const row = async (id: string) => (await findFeed(fixture.parts.database, id)) as FeedRow;

describe('syncing OSV', () => {
  test('brings the archive, then only what changed, and the estate follows without a scan', async () => {
    await fixture.publish([record('GHSA-sample', 'left-pad', '1.0.0')]);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [{ name: 'lodash', version: '4.17.20' }]);
    await server.publish('npm', [record('GHSA-a', 'lodash', '4.17.21'), record('GHSA-b', 'other', '1.0.0')]);
    expect(await sync('osv')).toMatchObject({ state: 'ok' });
    expect(await row('osv')).toMatchObject({ state: 'ok', records_total: 2, added: 2, errors_in_a_row: 0 });
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a suspected']);

    server.requests.length = 0;
    fixture.clock.advance(20 * 60_000);
    const changed = record('GHSA-a', 'lodash', '4.17.20', '2026-11-20T08:10:00Z');
    await server.publish('npm', [changed, record('GHSA-b', 'other', '1.0.0')]);
    await sync('osv');
    expect(server.requests).toEqual(['/osv/npm/modified_id.csv', '/osv/npm/GHSA-a.json']);
    expect(await row('osv')).toMatchObject({ changed: 1, added: 0, cursor: '2026-11-20T08:10:00Z' });
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a retracted']);
    const synced = await fixture.events('feed.synced');
    expect(synced.map(({ key }) => key)).toEqual(['osv', 'osv']);
    expect(await fixture.events('advisory.changed')).toHaveLength(2);
  });

  test('keeps the old data when an HTML page comes, says so, and waits ever longer', async () => {
    await server.publish('npm', many(3));
    await sync('osv');
    fixture.clock.advance(4 * 86_400_000);
    server.misbehave = (_path, _request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return true;
    };
    const waits: number[] = [];
    for (let times = 0; times < 6; times += 1) {
      expect(await sync('osv')).toMatchObject({ state: 'failed', error: { code: 'advisories.feed_refused' } });
      waits.push(((await row('osv')).next_run_at as Date).getTime() - fixture.clock.now());
    }
    expect(waits[0]).toBeLessThanOrEqual(30_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(900_000);
    expect(waits[5]).toBeGreaterThan(waits[0] as number);
    expect(await row('osv')).toMatchObject({ state: 'failed', errors_in_a_row: 6, records_total: 3 });
    using lease = fixture.parts.index.lease();
    expect(lease.live.index.manifest.records).toBe(3);
    const [failed] = await fixture.events('feed.failed');
    expect(failed).toMatchObject({ key: 'osv', data: { feed_id: 'osv', errors_in_a_row: 1 } });
    server.misbehave = undefined;
    expect(await sync('osv')).toMatchObject({ state: 'ok' });
    expect(await row('osv')).toMatchObject({ state: 'ok', errors_in_a_row: 0, last_error: null });
  });

  test('goes on with an archive that broke off', async () => {
    await server.publish('npm', many(200));
    let times = 0;
    server.misbehave = (path) => (path.endsWith('all.zip') && times++ === 0 ? 'truncate' : undefined);
    expect(await sync('osv')).toMatchObject({ state: 'ok', done: { records: 200 } });
    expect(server.requests.filter((path) => path.includes('all.zip'))).toHaveLength(2);
  });

  test('keeps the old data when most records are gone', async () => {
    await server.publish('npm', many(10));
    await sync('osv');
    fixture.clock.advance(4 * 86_400_000);
    await server.publish('npm', many(7));
    expect(await sync('osv')).toMatchObject({ state: 'degraded', error: { code: 'advisories.feed_degraded' } });
    expect(await row('osv')).toMatchObject({ state: 'degraded', records_total: 10, errors_in_a_row: 1 });
    using lease = fixture.parts.index.lease();
    expect(lease.live.index.manifest.records).toBe(10);
  });

  test('leaves the index whole when its process is killed, and the next one goes on', async () => {
    await server.publish('npm', many(200));
    const held = Promise.withResolvers<void>();
    server.misbehave = (path, _request, response) => {
      if (!path.endsWith('all.zip')) return undefined;
      const file = server.files.get(path) as Buffer;
      response
        .writeHead(200, { etag: '"1"', 'content-length': file.length })
        .write(file.subarray(0, 100), () => held.resolve());
      return true;
    };
    const task = {
      kind: 'update' as const,
      dir: fixture.indexDir,
      feeds: { osv: (await row('osv')).url },
      ecosystems: ['npm'],
      network: {},
      nowMs: fixture.clock.now(),
    };
    const killed = runTask(task, {
      signal: never,
      onStarted: (child) => void held.promise.then(() => child.kill('SIGKILL')),
    });
    expect(await killed).toMatchObject({ ok: false, error: { code: 'oraculo.feed_broke', retryable: true } });
    server.misbehave = undefined;
    expect(await sync('osv')).toMatchObject({ state: 'ok', done: { records: 200 } });
  });

  test('ends with this process, and runs again afterwards', async () => {
    await server.publish('npm', many(5));
    const held = Promise.withResolvers<void>();
    server.misbehave = () => {
      held.resolve();
      return true;
    };
    const stopping = new AbortController();
    const cut = syncFeed(feeds, { feed_id: 'osv', asked: false }, { ...told, signal: stopping.signal });
    expect(await cut).toBeUndefined();
    fixture.clock.advance(31_000);
    const due = syncFeed(feeds, { feed_id: 'osv', asked: false }, { ...told, signal: stopping.signal });
    await held.promise;
    expect(await row('osv')).toMatchObject({ state: 'syncing' });
    stopping.abort(new Error('the process stops'));
    await expect(due).rejects.toThrow('the process stops');
    server.misbehave = undefined;
    expect(await syncFeed(feeds, { feed_id: 'osv', asked: false }, told)).toMatchObject({ state: 'ok' });
  });

  test('reads what a dead network says as a failure and nothing else', async () => {
    await fixture.publish([record('GHSA-sample', 'left-pad', '1.0.0')]);
    await server.stop();
    expect(await sync('kev')).toMatchObject({ state: 'failed', error: { code: 'advisories.feed_failed' } });
    using lease = fixture.parts.index.lease();
    expect(lease.live.index.manifest.records).toBe(1);
    await server.start();
  });
});

test('the schedule asks for what is due and on, and never for what rests or runs', async () => {
  await scheduleFeeds(feeds);
  expect(enqueued).toEqual([]);
  fixture.clock.advance(31_000);
  await scheduleFeeds(feeds);
  expect(enqueued.sort()).toEqual(['epss', 'kev', 'osv']);
});

describe('the catalogue and the forecasts', () => {
  test('come by themselves and are asked for again by their tag', async () => {
    await server.publish('npm', many(1));
    await sync('osv');
    server.publishKev({
      catalogVersion: '2026.11.20',
      dateReleased: '2026-11-20T00:00:00Z',
      vulnerabilities: [
        { cveID: 'CVE-2026-1', dateAdded: '2026-11-19', dueDate: '2026-12-10', knownRansomwareCampaignUse: 'Unknown' },
      ],
    });
    server.publishEpss('#model_version:v4,score_date:2026-11-20T00:00:00Z\ncve,epss,percentile\nCVE-2026-1,0.5,0.9\n');
    expect(await sync('kev')).toMatchObject({ state: 'ok', done: { records: 1 } });
    expect(await sync('epss')).toMatchObject({ state: 'ok', done: { records: 1 } });
    expect(await row('kev')).toMatchObject({ cursor: '2026.11.20', etag: expect.stringContaining('"') });
    using lease = fixture.parts.index.lease();
    expect(lease.live.index.kev('CVE-2026-1')).toBeDefined();
    expect(await sync('kev')).toMatchObject({ state: 'ok', done: { sources: [{ state: 'unchanged' }] } });
  });
});

test('single look-ups ask for the packages of the estate, or for what somebody names', async () => {
  await fixture.publish([record('GHSA-sample', 'left-pad', '1.0.0')]);
  const shop = await fixture.project('shop');
  await fixture.importPackages(shop, [{ name: 'lodash', version: '4.17.20' }]);
  const url = (await row('osv')).url.replace(/\/osv$/, '');
  expect(await row('osv-api')).toMatchObject({ enabled: false, state: 'disabled' });
  const { kysely } = fixture.parts.database;
  await kysely.updateTable('feed').set({ enabled: true, url }).where('id', '=', 'osv-api').execute();
  const answer = { results: [{ vulns: [{ id: 'GHSA-a', modified: '2026-11-01T00:00:00Z' }] }] };
  server.files.set('/v1/querybatch', Buffer.from(JSON.stringify(answer)));
  for (const [id, name] of [
    ['GHSA-a', 'lodash'],
    ['GHSA-b', 'other'],
  ] as const)
    server.files.set(`/v1/vulns/${id}`, Buffer.from(JSON.stringify(record(id, name, '4.17.21'))));
  expect(await sync('osv-api')).toMatchObject({ state: 'ok', done: { added: 1 } });
  expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a suspected']);
  server.requests.length = 0;
  const only = { ids: ['GHSA-b', 'GHSA-none'], packages: [] };
  const named = await syncFeed(feeds, { feed_id: 'osv-api', asked: true, only }, told);
  expect(named).toMatchObject({ state: 'ok', done: { added: 1 } });
  expect(server.requests.sort()).toEqual(['/v1/vulns/GHSA-b', '/v1/vulns/GHSA-none']);
});

describe('a local source', () => {
  let folder: string;
  const write = (records: readonly object[]) =>
    writeFileSync(join(folder, 'records.jsonl'), records.map((each) => JSON.stringify(each)).join('\n'));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'maximus-local-'));
    mkdirSync(join(folder, 'empty'));
    await seed({ local: folder, enabled: false });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is read when its files change, and not believed when it lost much', async () => {
    write(many(10));
    expect(await row('osv')).toMatchObject({ enabled: false, state: 'disabled' });
    expect(await sync('local')).toMatchObject({ state: 'ok', done: { records: 10 } });
    const generation = generationNow();
    expect(await sync('local')).toMatchObject({ done: { sources: [{ state: 'unchanged' }] } });
    write(many(5));
    expect(await sync('local')).toMatchObject({ state: 'degraded' });
    expect(generationNow()).toBe(generation);
    write([...many(10), { id: 'broken' }]);
    expect(await sync('local')).toMatchObject({ state: 'degraded' });
    write([...many(9), record('GHSA-new', 'fresh', '1.0.0')]);
    expect(await sync('local')).toMatchObject({ state: 'ok' });
    using lease = fixture.parts.index.lease();
    expect(lease.live.index.record('GHSA-new')).toBeDefined();
  });

  test('that is not there is a failure, and what is at hand stays', async () => {
    rmSync(folder, { recursive: true });
    expect(await sync('local')).toMatchObject({ state: 'failed', error: { code: 'oraculo.feed_unreadable' } });
  });
});
