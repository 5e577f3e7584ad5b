import { setTimeout as pause } from 'node:timers/promises';
import { FeedServer } from '@maximus/advisories/testing';
import {
  type FeedStatus,
  getFeedsHealth,
  getLiveIndex,
  listFeeds,
  syncFeed as syncEndpoint,
  updateFeed,
} from '@maximus/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';
import { type RunningOraculo, runOraculo } from '../testing/running.ts';

const server = new FeedServer();
let fixture: Fixture;
let oraculo: RunningOraculo;

beforeAll(async () => {
  const url = await server.start();
  const config = { osv_url: `${url}/osv`, kev_url: `${url}/kev.json`, epss_url: '', ecosystems: ['npm'] };
  fixture = await openFixture();
  const { clock, indexDir, parts } = fixture;
  const database = parts.database as Parameters<typeof runOraculo>[0]['database'];
  oraculo = await runOraculo({ database, clock, indexDir, config: { feeds: config } });
  const records = [advisory('GHSA-a', 'lodash', '4.17.21') as { id: string; modified: string }];
  await server.publish('npm', records);
}, 120_000);
afterAll(async () => {
  await oraculo?.[Symbol.asyncDispose]();
  await server.stop();
  await fixture?.[Symbol.asyncDispose]();
});

const feed = async (id: string) => {
  const { body } = await oraculo.call(listFeeds);
  return (body as { items: FeedStatus[] }).items.find((each) => each.id === id) as FeedStatus;
};
const ended = async (id: string) => {
  for (let deadline = Date.now() + 60_000; Date.now() < deadline; await pause(50)) {
    const now = await feed(id);
    if (now.state === 'ok' || now.state === 'failed') return now;
  }
  throw new Error(`${id} did not end: ${JSON.stringify(await feed(id))}`);
};

describe('feeds over the API', () => {
  test('are shown as they are before anything was fetched, and nothing is asked for', async () => {
    const { body } = await oraculo.call(listFeeds);
    for (const item of (body as { items: unknown[] }).items)
      expect(listFeeds.answers[200].shape.items.element.parse(item));
    expect(await feed('osv')).toMatchObject({ enabled: true, state: 'idle', freshness: 'never', breaker: 'closed' });
    expect(await feed('epss')).toMatchObject({ enabled: false, state: 'disabled' });
    expect((await oraculo.call(getFeedsHealth)).body).toMatchObject({ status: 'healthy' });
    await expect(oraculo.call(getLiveIndex)).rejects.toMatchObject({ code: 'advisories.no_database' });
    expect(server.requests).toEqual([]);
  });

  test('asked for twice at once, run one after the other, and fetch the archive once', async () => {
    let atOnce = 0;
    let most = 0;
    server.misbehave = (_path, _request, response) => {
      most = Math.max(most, ++atOnce);
      response.once('close', () => {
        atOnce -= 1;
      });
      return undefined;
    };
    const answers = await Promise.all([1, 2].map(() => oraculo.call(syncEndpoint, { params: { id: 'osv' } })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await ended('osv')).toMatchObject({ state: 'ok', freshness: 'fresh', records_total: 1 });
    expect(most).toBe(1);
    expect(server.requests.filter((path) => path.endsWith('all.zip'))).toHaveLength(1);
    const { body } = await oraculo.call(getLiveIndex);
    expect(getLiveIndex.answers[200].parse(body)).toMatchObject({
      covered: ['npm'],
      records: 1,
      sources: [{ id: 'osv:npm', kind: 'osv' }],
    });
  });

  test('that fail are named by the health, and rest after five failures', async () => {
    await oraculo.call(syncEndpoint, { params: { id: 'kev' } });
    expect(await ended('kev')).toMatchObject({ state: 'failed', last_error: { code: 'advisories.feed_refused' } });
    expect((await oraculo.call(getFeedsHealth)).body).toMatchObject({ status: 'degraded' });
    await fixture.parts.database.kysely
      .updateTable('feed')
      .set({ errors_in_a_row: 5 })
      .where('id', '=', 'kev')
      .execute();
    await expect(oraculo.call(syncEndpoint, { params: { id: 'kev' } })).rejects.toMatchObject({
      code: 'oraculo.feed_resting',
      details: { retryAfterSeconds: 60 },
    });
  });

  test('are switched and redirected with the version that was seen, and never where that makes no sense', async () => {
    const patch = (id: string, body: object, version?: number) =>
      oraculo.call(updateFeed, {
        params: { id },
        body,
        ...(version !== undefined && { headers: { 'if-match': `"${version}"` } }),
      });
    const { version } = await feed('kev');
    await expect(patch('kev', { enabled: false }, version + 1)).rejects.toMatchObject({
      code: 'http.version_mismatch',
    });
    const off = await patch('kev', { enabled: false, period_seconds: 600 }, version);
    expect(off.body).toMatchObject({ enabled: false, state: 'disabled', period_seconds: 600, version: version + 1 });
    await expect(oraculo.call(syncEndpoint, { params: { id: 'kev' } })).rejects.toMatchObject({
      code: 'oraculo.feed_disabled',
    });
    await expect(patch('epss', { enabled: true })).rejects.toMatchObject({ code: 'oraculo.feed_conflict' });
    await expect(patch('local', { enabled: true })).rejects.toMatchObject({ code: 'oraculo.feed_conflict' });
    await expect(patch('none', { enabled: true })).rejects.toMatchObject({ code: 'oraculo.feed_not_found' });
    for (const url of ['file:///etc/passwd', 'https://user:secret@host.example.test/'])
      await expect(patch('osv', { url })).rejects.toThrow();
  });
});
