import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture[Symbol.asyncDispose]());

const lodash = { name: 'lodash', version: '4.17.20' };

describe('a new snapshot × all advisories', () => {
  test('opens a finding and an APV, and tells both once', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21', { aliases: ['CVE-2026-1'] })]);
    const shop = await fixture.project('shop');
    const report = await fixture.importPackages(shop, [lodash, { name: 'left-pad', version: '1.0.0' }]);
    expect(report).toMatchObject({ changed: true, components: 2, added: 2, opened: 1, apvsCreated: 1 });
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 CVE-2026-1 suspected']);
    const [detected] = await fixture.events('apv.detected');
    expect(detected?.data).toMatchObject({
      apv: {
        code: 'APV-20261120-001',
        primary_id: 'CVE-2026-1',
        status: 'detected',
        finding_counts: { suspected: 1 },
        affected_project_count: 1,
        affected_services: ['shop'],
        recommended_strategy: 'dependency_upgrade',
        remediation_complexity: 'low',
        priority: 'critical',
      },
    });
    expect(await fixture.events('finding.opened')).toHaveLength(1);
    expect(await fixture.events('snapshot.imported')).toHaveLength(1);
  });

  test('writes nothing for an unchanged tree', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21')]);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [lodash]);
    const before = (await fixture.events()).length;
    expect(await fixture.importPackages(shop, [lodash])).toMatchObject({ changed: false, published: 0 });
    expect(await fixture.events()).toHaveLength(before);
  });

  test('closes what is gone with its reason, and brings it back with its history', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21')]);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [lodash]);
    await fixture.importPackages(shop, [{ name: 'lodash', version: '4.17.21' }]);
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a resolved']);
    const [resolved] = await fixture.events('finding.status_changed');
    expect(resolved?.data).toMatchObject({ items: [{ from: 'suspected', to: 'resolved', resolution: 'external' }] });
    await fixture.importPackages(shop, [lodash]);
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a confirmed']);
    const history = await fixture.parts.database.kysely
      .selectFrom('finding_history')
      .selectAll()
      .orderBy('version')
      .execute();
    expect(history.map(({ to_status }) => to_status)).toEqual(['suspected', 'resolved', 'confirmed']);
    const finding = await fixture.parts.database.kysely.selectFrom('finding').selectAll().executeTakeFirstOrThrow();
    expect(finding).toMatchObject({ regressed_count: 1, version: 3, resolved_at: null });
  });

  test('a partial snapshot resolves nothing, and a failed one changes nothing', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21')]);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [lodash]);
    await fixture.importPackages(shop, [{ name: 'other', version: '1.0.0' }], {
      status: 'partial',
      checkState: 'incomplete',
    });
    await fixture.importPackages(shop, [], { status: 'failed', checkState: 'incomplete' });
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a suspected']);
    const project = await fixture.parts.database.kysely.selectFrom('project').selectAll().executeTakeFirstOrThrow();
    expect(project).toMatchObject({ component_count: 2, check_state: 'incomplete' });
  });
});

describe('a changed advisory × the whole estate', () => {
  test('finds every project that has the component, in one event, and scans none', async () => {
    await fixture.publish([advisory('GHSA-a', 'other', '1.0.0')]);
    for (const slug of ['a', 'b', 'c']) {
      await fixture.importPackages(await fixture.project(slug), [lodash, { name: slug, version: '1.0.0' }]);
    }
    const snapshots = await fixture.parts.database.kysely.selectFrom('snapshot').select('key').execute();
    await fixture.publish([advisory('GHSA-a', 'other', '1.0.0'), advisory('GHSA-b', 'lodash', '4.17.21')]);
    expect(await fixture.findings()).toEqual(['a', 'b', 'c'].map((slug) => `${slug} lodash@4.17.20 GHSA-b suspected`));
    const opened = await fixture.events('finding.opened');
    expect(opened).toHaveLength(1);
    expect(opened[0]?.data).toMatchObject({
      cause: { kind: 'advisories' },
      count: 3,
      items: [{ purl: 'pkg:npm/lodash@4.17.20' }],
    });
    expect(await fixture.parts.database.kysely.selectFrom('snapshot').select('key').execute()).toEqual(snapshots);
    expect(await fixture.events('index.swapped')).toHaveLength(2);
  });

  test('a withdrawn advisory closes with its reason, and one that returns opens again', async () => {
    const flaw = advisory('GHSA-a', 'lodash', '4.17.21');
    await fixture.publish([flaw]);
    await fixture.importPackages(await fixture.project('shop'), [lodash]);
    await fixture.publish([{ ...flaw, modified: '2026-11-02T00:00:00Z', withdrawn: '2026-11-02T00:00:00Z' }]);
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a retracted']);
    const [retracted] = await fixture.events('finding.status_changed');
    expect(retracted?.data).toMatchObject({
      items: [{ reason: expect.stringContaining('withdrawn: GHSA-a on 2026-11-02') }],
    });
    const apv = await fixture.parts.database.kysely.selectFrom('apv').selectAll().executeTakeFirstOrThrow();
    expect(apv).toMatchObject({ status: 'withdrawn', project_count: 0, finding_counts: { retracted: 1 } });
    expect(apv.withdrawn_at?.toISOString()).toBe('2026-11-02T00:00:00.000Z');
    await fixture.publish([{ ...flaw, modified: '2026-11-03T00:00:00Z' }]);
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 GHSA-a suspected']);
  });

  test('a range that moves past the version in use retracts, without a word about other findings', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21'), advisory('GHSA-b', 'lodash', '5.0.0')]);
    await fixture.importPackages(await fixture.project('shop'), [lodash]);
    await fixture.publish([
      { ...advisory('GHSA-a', 'lodash', '4.17.10'), modified: '2026-11-02T00:00:00Z' },
      advisory('GHSA-b', 'lodash', '5.0.0'),
    ]);
    expect(await fixture.findings()).toEqual([
      'shop lodash@4.17.20 GHSA-a retracted',
      'shop lodash@4.17.20 GHSA-b suspected',
    ]);
  });

  test('an alias that joins two groups merges them: the earlier APV stays and the other points to it', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21')]);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [lodash]);
    fixture.clock.advance(60_000);
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21'), advisory('CVE-2026-7', 'lodash', '4.17.21')]);
    expect(await fixture.findings()).toHaveLength(2);
    fixture.clock.advance(60_000);
    await fixture.publish([
      advisory('GHSA-a', 'lodash', '4.17.21', { aliases: ['CVE-2026-7'], modified: '2026-11-02T00:00:00Z' }),
      advisory('CVE-2026-7', 'lodash', '4.17.21'),
    ]);
    expect(await fixture.findings()).toEqual(['shop lodash@4.17.20 CVE-2026-7 suspected']);
    const apvs = await fixture.parts.database.kysely.selectFrom('apv').selectAll().orderBy('code').execute();
    expect(apvs.map(({ code, status, primary_id }) => [code, status, primary_id])).toEqual([
      ['APV-20261120-001', 'detected', 'CVE-2026-7'],
      ['APV-20261120-002', 'superseded', 'CVE-2026-7'],
    ]);
    const [event] = await fixture.events('apv.superseded');
    expect(event?.data).toMatchObject({ superseded_by: expect.stringMatching(/^apv_/) });
  });

  test('a group that falls apart keeps the part seen first and opens a new APV for the other', async () => {
    const joined = [
      advisory('GHSA-a', 'lodash', '4.17.21', { aliases: ['CVE-2026-7'] }),
      advisory('CVE-2026-7', 'underscore', '2.0.0'),
    ];
    await fixture.publish(joined);
    const shop = await fixture.project('shop');
    await fixture.importPackages(shop, [lodash, { name: 'underscore', version: '1.0.0' }]);
    expect(await fixture.findings()).toHaveLength(2);
    fixture.clock.advance(60_000);
    await fixture.publish([
      advisory('GHSA-a', 'lodash', '4.17.21', { modified: '2026-11-02T00:00:00Z' }),
      advisory('CVE-2026-7', 'underscore', '2.0.0'),
    ]);
    const open = (await fixture.findings()).filter((text) => text.endsWith('suspected'));
    expect(open).toEqual(['shop lodash@4.17.20 GHSA-a suspected', 'shop underscore@1.0.0 CVE-2026-7 suspected']);
    const apvs = await fixture.parts.database.kysely.selectFrom('apv').selectAll().orderBy('code').execute();
    expect(apvs).toHaveLength(2);
    expect(apvs[1]?.status_reason).toBe('split from APV-20261120-001');
  });

  test('in steady state a whole re-match writes nothing', async () => {
    await fixture.publish([advisory('GHSA-a', 'lodash', '4.17.21'), advisory('GHSA-b', 'left-pad', '2.0.0')]);
    await fixture.importPackages(await fixture.project('shop'), [lodash, { name: 'left-pad', version: '1.0.0' }]);
    const before = (await fixture.events()).length;
    const { rematchEstate } = await import('./rematch-estate.ts');
    using lease = fixture.parts.index.lease();
    const report = await rematchEstate(fixture.parts, lease.live, { correlationId: 'test' });
    expect(report).toMatchObject({ components: 2, matchesWritten: 0, matchesRemoved: 0, opened: 0, moved: 0 });
    expect(await fixture.events()).toHaveLength(before);
  });
});
