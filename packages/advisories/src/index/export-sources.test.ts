import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FeedServer } from '../testing/feed-server.ts';
import { buildIndex } from './build-index.ts';
import { exportIndex } from './export-index.ts';
import { openIndex } from './open-index.ts';
import { updateIndex } from './update-index.ts';

const then = '2026-09-01T00:00:00.000Z';
const later = frozenClock('2026-11-20T00:00:00Z');
const server = new FeedServer();
let dir = '';

function record(id: string, name: string) {
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '0' }] }];
  return { id, modified: '2026-08-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name }, ranges }] };
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-export-'));
  const address = await server.start();
  await server.publish('npm', [record('T-1', 'a'), record('T-2', 'b')]);
  server.publishKev({ catalogVersion: '1', vulnerabilities: [{ cveID: 'CVE-2026-0001', dateAdded: '2026-01-01' }] });
  const feeds = { osv: `${address}/osv`, kev: `${address}/kev.json` };
  unwrap(await updateIndex({ dir: join(dir, 'db'), clock: frozenClock(then), feeds, ecosystems: ['npm'] }));
  unwrap(await exportIndex(join(dir, 'db'), join(dir, 'out')));
  unwrap(await exportIndex(join(dir, 'db'), join(dir, 'out.zip')));
});

afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function sourcesOf(name: string, ...from: readonly string[]) {
  const out = join(dir, name);
  unwrap(await buildIndex({ from: from.map((each) => join(dir, each)), out, clock: later }));
  const index = unwrap(openIndex(out));
  index.close();
  return index.manifest;
}

test.each(['out', 'out.zip'])('an import of %s keeps the dates of the sources, and the digest', async (name) => {
  const manifest = await sourcesOf(`from-${name}`, name);
  expect(manifest.sources.map(({ id, kind, syncedAt }) => [id, kind, syncedAt])).toEqual([
    ['osv:npm', 'osv', then],
    ['kev', 'kev', then],
  ]);
  expect(manifest).toMatchObject({ records: 2, quarantined: 0, covered: ['npm'] });
  const index = unwrap(openIndex(join(dir, 'db')));
  expect(manifest.digest).toBe(index.manifest.digest);
  index.close();
});

test('an import carries no mark of a feed, so that the next update fetches all of it', async () => {
  const osv = (await sourcesOf('marks', 'out')).sources.filter(({ kind }) => kind === 'osv');
  expect(osv.map(({ cursor }) => cursor)).toEqual([undefined]);
});

test('an index whose sources are of several exports is as old as the oldest of them', async () => {
  const text = (syncedAt: string) =>
    JSON.stringify({
      maximus_export: 1,
      sources: [{ id: 'osv:npm', kind: 'osv', syncedAt, records: 1, quarantined: 0 }],
    });
  for (const at of ['2026-09-05T00:00:00Z', '2026-09-03T00:00:00Z', '2026-09-07T00:00:00Z'])
    writeFileSync(join(dir, `${at.slice(8, 10)}.json`), text(at));
  writeFileSync(join(dir, 'more.json'), JSON.stringify(record('T-3', 'c')));
  const { sources } = await sourcesOf('several', '05.json', '03.json', '07.json', 'more.json');
  expect(sources[0]).toMatchObject({ id: 'osv:npm', syncedAt: '2026-09-03T00:00:00Z', records: 3 });
});

test('an export among other sources is dated by the export, the others by the build', async () => {
  writeFileSync(join(dir, 'more.json'), JSON.stringify(record('T-3', 'c')));
  const manifest = await sourcesOf('mixed', 'out.zip', 'more.json');
  expect(manifest.sources.map(({ id, syncedAt }) => [id, syncedAt])).toEqual([
    ['osv:npm', then],
    ['local:more.json', '2026-11-20T00:00:00.000Z'],
    ['kev', then],
  ]);
});

test('records that were put into an export are no news of its feeds', async () => {
  cpSync(join(dir, 'out'), join(dir, 'changed'), { recursive: true });
  writeFileSync(join(dir, 'changed', 'more.json'), JSON.stringify(record('T-3', 'c')));
  const manifest = await sourcesOf('padded', 'changed');
  expect(manifest.sources[0]).toMatchObject({ id: 'osv:npm', syncedAt: then });
});

test.each([
  ['no list', '{"maximus_export":1,"sources":7}'],
  ['another version', '{"maximus_export":2,"sources":[]}'],
  ['no JSON', '{"maximus_export":1,"sources":['],
  [
    'an odd date',
    '{"maximus_export":1,"sources":[{"id":"osv:npm","kind":"osv","syncedAt":"soon","records":1,"quarantined":0}]}',
  ],
  [
    'a date to come',
    '{"maximus_export":1,"sources":[{"id":"osv:npm","kind":"osv","syncedAt":"2027-01-01T00:00:00Z","records":1,"quarantined":0}]}',
  ],
  [
    'a prefix of a feed on another kind',
    '{"maximus_export":1,"sources":[{"id":"osv:Go","kind":"local","syncedAt":"2026-01-01T00:00:00Z","records":1,"quarantined":0}]}',
  ],
  ['an entry that is none', '{"maximus_export":1,"sources":[null]}'],
  [
    'an unknown kind',
    '{"maximus_export":1,"sources":[{"id":"osv:npm","kind":"x","syncedAt":"2026-01-01T00:00:00Z","records":1,"quarantined":0}]}',
  ],
])('a list of sources with %s is quarantined and taken for none', async (_, text) => {
  const name = `bad-${Math.random().toString(36).slice(2)}`;
  writeFileSync(join(dir, `${name}.json`), text);
  const manifest = await sourcesOf(name, `${name}.json`, 'more.json');
  expect(manifest.quarantined).toBe(1);
  expect(manifest.sources.every(({ kind }) => kind === 'local')).toBe(true);
});
