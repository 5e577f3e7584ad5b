import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedServer } from '../testing/feed-server.ts';
import { memoryIndex } from '../testing/memory-index.ts';
import type { AdvisoryIndex } from '../types.ts';
import { compareIndexes } from './compare-indexes.ts';
import { openIndex } from './open-index.ts';
import { updateIndex } from './update-index.ts';

let dir = '';
let server: FeedServer;
let address = '';
const opened: AdvisoryIndex[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-compare-'));
  server = new FeedServer();
  address = await server.start();
});

afterEach(async () => {
  for (const index of opened.splice(0)) index.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

function record(n: number, more: object = {}) {
  const affected = [
    { package: { ecosystem: 'npm', name: `pkg-${n}` }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
  ];
  return { id: `T-${n}`, modified: '2026-11-01T00:00:00Z', affected, ...more };
}

async function generationOf(records: readonly ReturnType<typeof record>[], atMs: number): Promise<AdvisoryIndex> {
  await server.publish('npm', records);
  const report = await updateIndex({
    dir: join(dir, 'db'),
    clock: frozenClock(atMs),
    feeds: { osv: `${address}/osv`, kev: `${address}/kev.json`, epss: `${address}/epss.csv.gz` },
    ecosystems: ['npm'],
    network: { retryDelaysMs: [1, 1, 1], timeoutMs: 60_000, requestsPerMinute: 10_000 },
  });
  unwrap(report);
  const index = unwrap(openIndex(join(dir, 'db')));
  opened.push(index);
  return index;
}

test('a delta names the changed records, their packages and every name of their groups', async () => {
  const base = Array.from({ length: 20 }, (_, n) => record(n));
  const before = await generationOf(base, Date.parse('2026-11-20T00:00:00Z'));
  const changed = base.map((each, n) =>
    n === 3 ? record(3, { modified: '2026-11-20T01:00:00Z', aliases: ['T-4', 'CVE-2026-1'] }) : each,
  );
  changed.push(record(99, { modified: '2026-11-20T01:00:00Z' }));
  const after = await generationOf(changed, Date.parse('2026-11-20T02:00:00Z'));
  const changes = compareIndexes(before, after);
  expect(changes.records).toEqual([
    { id: 'T-3', change: 'changed' },
    { id: 'T-99', change: 'added' },
  ]);
  expect(changes.packages.map(({ key }) => key).sort()).toEqual(['pkg-3', 'pkg-4', 'pkg-99']);
  expect([...changes.names].sort()).toEqual(['cve-2026-1', 't-3', 't-4', 't-99']);
  expect(compareIndexes(after, after).records).toEqual([]);
});

test('indexes without a common base are compared record by record', () => {
  const before = memoryIndex({ records: [record(1), record(2), record(3)] });
  const withdrawn = record(2, { withdrawn: '2026-11-20T00:00:00Z' });
  const after = memoryIndex({ records: [record(1), withdrawn, record(4)] });
  expect(compareIndexes(before, after).records).toEqual([
    { id: 'T-2', change: 'withdrawn' },
    { id: 'T-3', change: 'removed' },
    { id: 'T-4', change: 'added' },
  ]);
});
