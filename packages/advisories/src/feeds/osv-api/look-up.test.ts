import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock, unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openIndex } from '../../index/open-index.ts';
import { updateIndex } from '../../index/update-index.ts';
import { FeedServer } from '../../testing/index.ts';

interface Query {
  readonly package: { readonly ecosystem: string; readonly name: string };
  readonly page_token?: string;
}

const record = (id: string, ecosystem: string, name: string, modified = '2026-01-01T00:00:00Z') => ({
  id,
  modified,
  affected: [{ package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
});

/** The part of OSV's API that is asked: two ids on a page, then a token. */
const records = new Map<string, ReturnType<typeof record>>();
const asked: string[] = [];
let answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
const api = createServer((request, response) => void reply(request, response));

async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  asked.push(`${request.method} ${request.url}`);
  if (answer?.(request, response) === true) return;
  if (request.url === '/v1/querybatch') {
    const { queries } = JSON.parse(body) as { queries: readonly Query[] };
    const results = queries.map(({ package: { name }, page_token }) => {
      const all = [...records.values()].filter(({ affected }) => affected[0]?.package.name === name);
      const from = Number(page_token ?? 0);
      const vulns = all.slice(from, from + 2).map(({ id, modified }) => ({ id, modified }));
      return all.length > from + 2 ? { vulns, next_page_token: String(from + 2) } : { vulns };
    });
    response.end(JSON.stringify({ results }));
    return;
  }
  const found = records.get((request.url ?? '').slice('/v1/vulns/'.length));
  response.writeHead(found === undefined ? 404 : 200).end(JSON.stringify(found ?? { code: 5, message: 'none' }));
}

const feeds = new FeedServer();
let folder: string;
let base: string;
let osv: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    api.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  osv = `${await feeds.start()}/osv`;
});
afterAll(async () => {
  api.closeAllConnections();
  api.close();
  await feeds.stop();
});
beforeEach(async () => {
  records.clear();
  asked.length = 0;
  answer = undefined;
  folder = mkdtempSync(join(tmpdir(), 'maximus-look-up-'));
  await feeds.publish('npm', [record('GHSA-known', 'npm', 'a')]);
  unwrap(await updateIndex({ dir: folder, clock: systemClock, feeds: { osv }, ecosystems: ['npm'] }));
  return () => rmSync(folder, { recursive: true, force: true });
});

const look = (ids: readonly string[], names: readonly string[]) =>
  updateIndex({
    dir: folder,
    clock: systemClock,
    feeds: {},
    ecosystems: [],
    network: { retryDelaysMs: [1] },
    lookUp: { base, ids, packages: names.map((name) => ({ ecosystem: 'npm', name })) },
  });

describe('single look-ups', () => {
  test('follow every page and every id that is newer than our copy, and are laid over the index', async () => {
    records.set('GHSA-known', record('GHSA-known', 'npm', 'a'));
    for (const number of [1, 2, 3, 4]) records.set(`GHSA-${number}`, record(`GHSA-${number}`, 'npm', 'a'));
    const done = unwrap(await look([], ['a', 'b']));
    expect(done).toMatchObject({
      state: 'succeeded',
      added: 4,
      sources: [{ id: 'osv-api', state: 'updated', records: 4 }],
    });
    expect(asked.filter((line) => line.includes('querybatch'))).toHaveLength(3);
    expect(asked.filter((line) => line.includes('/v1/vulns/')).sort()).toEqual(
      [1, 2, 3, 4].map((number) => `GET /v1/vulns/GHSA-${number}`),
    );
    const index = unwrap(openIndex(folder));
    expect(index.lookup('npm', 'a').map(({ id }) => id)).toEqual([
      'GHSA-1',
      'GHSA-2',
      'GHSA-3',
      'GHSA-4',
      'GHSA-known',
    ]);
    expect(index.manifest.sources.map(({ id }) => id)).toEqual(['osv:npm']);
    index.close();
    asked.length = 0;
    expect(unwrap(await look([], ['a']))).toMatchObject({ wrote: 'nothing' });
    expect(asked.some((line) => line.includes('/v1/vulns/'))).toBe(false);
  });

  test('take an id that is not there for an answer, and leave out what would make an ecosystem look known', async () => {
    records.set('GHSA-other', record('GHSA-other', 'Hackage', 'x'));
    const done = unwrap(await look(['GHSA-none', 'GHSA-other', '../etc'], []));
    expect(done).toMatchObject({ state: 'succeeded', added: 0, quarantinedCount: 1 });
    expect(asked.sort()).toEqual(['GET /v1/vulns/GHSA-none', 'GET /v1/vulns/GHSA-other']);
    const index = unwrap(openIndex(folder));
    expect(index.covers('Hackage')).toBe(false);
    index.close();
  });

  test.each([
    ['a page', '<html>log in</html>', 'advisories.feed_refused'],
    ['other results than asked', '{"results":[]}', 'advisories.feed_degraded'],
    ['no JSON', 'oops', 'advisories.feed_degraded'],
  ])('keep the old data when %s comes', async (_what, body, code) => {
    answer = (_request, response) => {
      response.end(body);
      return true;
    };
    const done = unwrap(await look([], ['a']));
    expect(done).toMatchObject({ state: 'failed', wrote: 'nothing', sources: [{ id: 'osv-api', error: { code } }] });
  });
});
