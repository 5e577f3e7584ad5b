import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { performTask } from './perform.ts';
import type { IndexTask } from './types.ts';

const folder = mkdtempSync(join(tmpdir(), 'maximus-task-'));
const from = join(folder, 'advisories');
const dir = join(folder, 'index');
const nowMs = Date.UTC(2026, 10, 20);
const quiet = () => undefined;

function record(id: string, more: object = {}): string {
  return JSON.stringify({
    id,
    modified: '2026-11-01T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.0.0' }] }],
      },
    ],
    ...more,
  });
}

function put(...records: readonly string[]): void {
  rmSync(from, { recursive: true, force: true });
  mkdirSync(from);
  for (const [at, text] of records.entries()) writeFileSync(join(from, `${at}.json`), text);
}

const build = (more: Partial<Extract<IndexTask, { kind: 'build' }>> = {}) =>
  performTask({ kind: 'build', dir, from, nowMs, lastDigest: undefined, lastRecords: 0, ...more } as IndexTask, quiet);

beforeAll(() => put(record('GHSA-1'), record('GHSA-2')));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a task on the index', () => {
  it('builds from a folder, does nothing for what is unchanged, and counts what came and went', async () => {
    const first = await build();
    expect(first).toMatchObject({
      ok: true,
      value: { records: 2, added: 2, sources: [{ id: 'local', state: 'updated' }] },
    });
    const { cursor = '' } = first.ok ? first.value : {};
    const again = await build({ lastDigest: cursor, lastRecords: 2 });
    expect(again).toMatchObject({ ok: true, value: { added: 0, sources: [{ state: 'unchanged' }] } });
    put(record('GHSA-1', { withdrawn: '2026-11-02T00:00:00Z' }), record('GHSA-2'), record('GHSA-3'));
    expect(await build({ lastDigest: cursor, lastRecords: 2 })).toMatchObject({
      ok: true,
      value: { added: 1, withdrawn: 1 },
    });
  });

  it('keeps the old data when too much is missing or bad, and says what it cannot read', async () => {
    put(record('GHSA-1'));
    expect(await build({ lastRecords: 3 })).toMatchObject({ ok: false, error: { code: 'advisories.feed_degraded' } });
    expect(await build({ from: join(folder, 'absent') })).toMatchObject({
      ok: false,
      error: { code: 'oraculo.feed_unreadable' },
    });
  });

  it('updates from nowhere in vain, and says which source failed', async () => {
    const update: IndexTask = {
      kind: 'update',
      dir,
      nowMs,
      feeds: {
        osv_url: 'http://127.0.0.1:9/osv',
        kev_url: 'http://127.0.0.1:9/kev',
        epss_url: 'http://127.0.0.1:9/epss',
      },
      ecosystems: ['npm'],
      network: {},
    } as unknown as IndexTask;
    const done = await performTask(update, quiet);
    const told = done.ok ? done.value.sources.map(({ error }) => error?.code) : [done.error.code];
    expect(told.every((code) => code?.startsWith('advisories.'))).toBe(true);
  });

  it('exports the generation that was asked for, and no other', async () => {
    const task = (digest: string): IndexTask =>
      ({ kind: 'export', dir, out: join(folder, 'out'), digest }) as IndexTask;
    expect(await performTask(task('another'), quiet)).toMatchObject({
      ok: false,
      error: { code: 'oraculo.index_behind' },
    });
  });
});
