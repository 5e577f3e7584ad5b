import { newUuid, ok } from '@maximus/kernel';
import { type ProjectRow, requestScan, scanByUuid } from '@maximus/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advisory, type Fixture, inventoryOf, openFixture } from '../testing/fixture.ts';
import { runScan } from './run-scan.ts';
import { toScan } from './to-scan.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
}, 120_000);
afterAll(() => fixture[Symbol.asyncDispose]());

test('a scan that fails at each try is running until the last one, and then failed without the cause', async () => {
  const { parts, keeper, clock } = fixture;
  const project = await fixture.project('unlucky', { source: { kind: 'path', location: '/srv/unlucky' } });
  const { id } = await parts.database.transaction((tx) =>
    requestScan(tx, {
      id: newUuid(clock),
      projectKey: project.key,
      trigger: 'manual',
      correlationId: 'test',
      atMs: clock.now(),
    }),
  );
  const broken = async () => {
    throw new Error('invalid byte sequence in /srv/secret');
  };
  const tools = { parts, keeper, sources: { path: broken }, credentials: async () => undefined };
  const run = (attempt: number) =>
    runScan(tools, id, {
      ...{ id: '1', attempt, maxAttempts: 2, signal: new AbortController().signal },
      progress: () => undefined,
    });
  const stored = () =>
    parts.database.kysely.selectFrom('scan').select(['state', 'errors']).where('id', '=', id).executeTakeFirstOrThrow();
  await expect(run(1)).rejects.toThrow('invalid byte');
  expect((await stored()).state).toBe('running');
  await expect(run(2)).rejects.toThrow('invalid byte');
  expect(await stored()).toEqual({
    state: 'failed',
    errors: [{ code: 'oraculo.scan_gave_up', message: 'gave up after 2 tries' }],
  });
});

describe('the least severity that a scan counts', () => {
  const words = ['critical', 'high', 'medium', 'low'] as const;
  let project: ProjectRow;
  beforeAll(async () => {
    await fixture.publish([
      advisory('GHSA-crit-crit-crit', 'critical', '2.0.0'),
      advisory('GHSA-high-high-high', 'high', '2.0.0', { severity: vector('PR:N/UI:N/S:U/C:N/I:N/A:H') }),
      advisory('GHSA-medi-medi-medi', 'medium', '2.0.0', { severity: vector('PR:N/UI:N/S:U/C:L/I:N/A:N') }),
      advisory('GHSA-loww-loww-loww', 'low', '2.0.0', { severity: vector('PR:H/UI:R/S:U/C:L/I:N/A:N') }),
      advisory('GHSA-unkn-unkn-unkn', 'unknown', '2.0.0', { severity: [] }),
      advisory('MAL-2026-1', 'malware', '2.0.0', { severity: vector('PR:H/UI:R/S:U/C:L/I:N/A:N') }),
    ]);
    project = await fixture.project('filtered', { source: { kind: 'path', location: '/srv/filtered' } });
  });

  const taken = inventoryOf([...words, 'unknown', 'malware'].map((name) => ({ name, version: '1.0.0' })));
  const request = (leastSeverityRank?: number) =>
    fixture.parts.database.transaction((tx) => {
      const atMs = fixture.clock.now();
      const asked = { id: newUuid(fixture.clock), trigger: 'manual' as const, correlationId: 'test', atMs };
      return requestScan(tx, { ...asked, projectKey: project.key, leastSeverityRank });
    });
  const scan = async (id: string) => {
    const { parts, keeper } = fixture;
    const tools = { parts, keeper, sources: { path: async () => ok(taken) }, credentials: async () => undefined };
    const context = { id: '1', attempt: 1, maxAttempts: 1, signal: new AbortController().signal };
    await runScan(tools, id, { ...context, progress: () => undefined });
    const row = await scanByUuid(parts.database, id);
    if (row === undefined) throw new Error('the scan is gone');
    return toScan(row, {});
  };

  test('what is less severe is counted as filtered and keeps no scan from passing, unknown and malware are not', async () => {
    const all = await scan((await request()).id);
    expect(all).toMatchObject({ filtered: 0, relevant_matches: 6, new: 6 });
    expect(all.severity_breakdown).toEqual({ critical: 1, high: 1, medium: 1, low: 2, unknown: 1 });
    const high = await scan((await request(1)).id);
    expect(high).toMatchObject({ min_severity: 'high', filtered: 2, relevant_matches: 4, resolved: 0 });
    expect(high.severity_breakdown).toEqual({ critical: 1, high: 1, medium: 0, low: 1, unknown: 1 });
    expect((await fixture.findings()).filter((line) => line.startsWith('filtered '))).toHaveLength(6);
  });

  test('a request that joins another one is answered with all that either asked for', async () => {
    const first = await request(0);
    expect(await request(2)).toEqual({ id: first.id, joined: true });
    expect(await request(1)).toEqual({ id: first.id, joined: true });
    expect(await scan(first.id)).toMatchObject({ min_severity: 'medium', filtered: 1 });
    const second = await request(0);
    await request();
    await request(0);
    const joined = await scan(second.id);
    expect(joined).toMatchObject({ filtered: 0 });
    expect(joined).not.toHaveProperty('min_severity');
  });
});

function vector(rest: string): object[] {
  return [{ type: 'CVSS_V3', score: `CVSS:3.1/AV:N/AC:L/${rest}` }];
}
