import { expect, test } from 'vitest';
import type { IndexSource } from '../types.ts';
import { staleSources } from './stale-sources.ts';

const day = 86_400_000;
const nowMs = Date.parse('2026-11-20T00:00:00Z');

function source(id: string, syncedAt: string): IndexSource {
  const [kind = ''] = id.split(':');
  return { id, kind: kind as IndexSource['kind'], syncedAt, records: 1, quarantined: 0 };
}

function stale(sources: readonly IndexSource[], ecosystems: readonly string[], builtAt = '2026-11-20T00:00:00Z') {
  const found = staleSources({ sources, builtAt }, ecosystems, nowMs, 30 * day);
  return found.map((each) => [each.id, each.ecosystems, each.syncedAt, each.days]);
}

const fresh = '2026-11-19T00:00:00Z';
const old = '2026-10-01T00:00:00Z';

test('an ecosystem is as old as its own feed, however new the others are', () => {
  const sources = [source('osv:npm', old), source('osv:PyPI', fresh), source('local:x', fresh)];
  expect(stale(sources, ['npm', 'PyPI', 'npm'])).toEqual([['osv:npm', ['npm'], old, 50]]);
  expect(stale(sources, ['PyPI'])).toEqual([]);
  expect(stale(sources, [])).toEqual([]);
});

test('without a feed of its own, the newest local source counts, once for all its ecosystems', () => {
  const sources = [source('local:a', '2026-09-01T00:00:00Z'), source('local:b', old), source('osv:Go', fresh)];
  expect(stale(sources, ['npm', 'Debian:12', 'Debian:11'])).toEqual([['local:b', ['Debian', 'npm'], old, 50]]);
  expect(stale([...sources, source('local:c', fresh)], ['npm'])).toEqual([]);
});

test('without a local source either, the oldest feed counts, and without any the build', () => {
  expect(stale([source('osv:Go', fresh), source('osv:npm', old)], ['Hex'])).toEqual([['osv:npm', ['Hex'], old, 50]]);
  expect(stale([], ['Hex'], old)).toEqual([['index', ['Hex'], old, 50]]);
});

test('catalogue and forecasts are looked at where the index has them', () => {
  const sources = [source('osv:npm', fresh), source('kev', old), source('epss', fresh)];
  expect(stale(sources, ['npm'])).toEqual([['kev', [], old, 50]]);
});

test('a date that cannot be read is never fresh', () => {
  expect(stale([source('osv:npm', 'yesterday')], ['npm'])).toEqual([['osv:npm', ['npm'], 'yesterday', undefined]]);
});
