import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { frozenClock, unwrap } from '@maximus/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildIndex } from './build-index.ts';
import { openIndex } from './open-index.ts';

const clock = frozenClock('2026-11-20T00:00:00Z');
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'maximus-advisories-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function record(id: string, name: string, more: object = {}): Record<string, unknown> {
  return {
    id,
    modified: '2026-01-02T00:00:00Z',
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
    ...more,
  };
}

const kev = {
  title: 'catalogue',
  catalogVersion: '2026.08.07',
  dateReleased: '2026-08-07T00:00:00Z',
  vulnerabilities: [{ cveID: 'CVE-2026-1', dateAdded: '2026-08-01', knownRansomwareCampaignUse: 'Known' }],
};

test('records, catalogue and forecasts are told apart by content, in every form', async () => {
  const from = join(dir, 'from');
  mkdirSync(from);
  writeFileSync(
    join(from, 'lines.json'),
    `${JSON.stringify(record('A-1', 'a'))}\n${JSON.stringify(record('A-2', 'a'))}\n`,
  );
  writeFileSync(join(from, 'array.json'), JSON.stringify([record('B-1', 'b'), record('B-2', 'b')], null, 2));
  writeFileSync(join(from, 'one.json'), `\ufeff${JSON.stringify(record('C-1', 'c'), null, 2)}`);
  writeFileSync(join(from, 'packed.jsonl.gz'), gzipSync(JSON.stringify(record('D-1', 'd'))));
  writeFileSync(join(from, 'exploited.json'), JSON.stringify(kev));
  writeFileSync(
    join(from, 'forecast.csv.gz'),
    gzipSync('#model_version:v1,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\nCVE-2026-0001,0.5,0.9\n'),
  );
  const report = unwrap(await buildIndex({ from: [from], out: join(dir, 'db'), clock }));
  expect(report).toMatchObject({ records: 6, read: 6, quarantinedCount: 0, skippedElements: 0, kev: 1, epss: 1 });
  const index = unwrap(openIndex(join(dir, 'db')));
  expect(['a', 'b', 'c', 'd'].map((name) => index.lookup('npm', name).map((each) => each.id))).toEqual([
    ['A-1', 'A-2'],
    ['B-1', 'B-2'],
    ['C-1'],
    ['D-1'],
  ]);
  expect(index.kev('CVE-2026-1')?.known_ransomware).toBe(true);
  expect(index.epss('CVE-2026-0001')?.probability).toBe(0.5);
  index.close();
});

test('a bad record is quarantined with its place and reason, and the rest goes on', async () => {
  const file = join(dir, 'x.jsonl');
  writeFileSync(
    file,
    `${JSON.stringify(record('A-1', 'a'))}\n{"id":"A-2"\n${JSON.stringify({ id: 'A 3', modified: '2026-01-01T00:00:00Z' })}\n`,
  );
  const report = unwrap(await buildIndex({ from: [file], out: join(dir, 'db'), clock }));
  expect(report.records).toBe(1);
  expect(report.quarantined).toEqual([
    { origin: file, line: 2, reason: expect.stringContaining('not JSON') },
    { id: 'A 3', origin: file, line: 3, reason: expect.stringContaining('`id`') },
  ]);
});

test('a build that finds nothing leaves what is there', async () => {
  const good = join(dir, 'good.jsonl');
  const bad = join(dir, 'bad.jsonl');
  writeFileSync(good, JSON.stringify(record('A-1', 'a')));
  writeFileSync(bad, '<!doctype html><p>sign in</p>');
  const out = join(dir, 'db');
  const first = unwrap(await buildIndex({ from: [good], out, clock }));
  const second = await buildIndex({ from: [bad], out, clock });
  expect(second.ok || second.error.code).toBe('advisories.nothing_to_build');
  expect(unwrap(openIndex(out)).manifest.digest).toBe(first.digest);
  expect(readdirSync(out).filter((name) => name.startsWith('tmp-') || name.endsWith('.lock'))).toEqual([]);
});

test('no database and a damaged one are told apart', async () => {
  const missing = openIndex(join(dir, 'nowhere'));
  expect(missing.ok || missing.error.code).toBe('advisories.no_database');
  const out = join(dir, 'db');
  writeFileSync(join(dir, 'x.jsonl'), JSON.stringify(record('A-1', 'a')));
  unwrap(await buildIndex({ from: [join(dir, 'x.jsonl')], out, clock }));
  const name = readdirSync(out).find((each) => each.startsWith('base-'))!;
  writeFileSync(join(out, name), readFileSync(join(out, name)).subarray(0, 50));
  const damaged = openIndex(out);
  expect(damaged.ok || damaged.error.code).toBe('advisories.database_unusable');
});
