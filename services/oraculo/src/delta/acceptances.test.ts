import { newUuid } from '@maximus/kernel';
import { insertAcceptance, type NewAcceptance } from '@maximus/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';
import { acceptGroup } from './accept-group.ts';
import { endExpiredAcceptances } from './end-expired.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.publish([advisory('GHSA-a', 'lodash', '5.0.0')]);
});
afterEach(() => fixture[Symbol.asyncDispose]());

const lodash = (version: string) => [{ name: 'lodash', version }];

async function accept(more: Partial<NewAcceptance>): Promise<void> {
  const { database, clock } = fixture.parts;
  const group = await database.kysely.selectFrom('alias_group').select('key').executeTakeFirstOrThrow();
  const acceptance: NewAcceptance = {
    id: newUuid(clock),
    kind: 'acceptance',
    scope: 'apv',
    group_key: group.key,
    project_key: null,
    component_key: null,
    finding_id: null,
    base_ecosystem: null,
    name_key: null,
    version_range: null,
    reason: 'behind a proxy',
    owner: 'usr_x',
    expires_at: new Date(clock.now() + 86_400_000),
    vex: null,
    decision_id: null,
    correlation_id: 'test',
    ...more,
  };
  await database.transaction((tx) => insertAcceptance(tx, acceptance, clock.now()));
}

test('a decision follows the component into the next version and the next project as far as its scope says', async () => {
  const shop = await fixture.project('shop');
  await fixture.importPackages(shop, lodash('4.17.20'));
  await accept({ scope: 'component_range', base_ecosystem: 'npm', name_key: 'lodash', version_range: '^4.17.0' });
  await fixture.importPackages(shop, lodash('4.17.21'));
  await fixture.importPackages(await fixture.project('other'), lodash('4.17.19'));
  await fixture.importPackages(await fixture.project('old'), lodash('3.0.0'));
  expect(await fixture.findings()).toEqual([
    'old lodash@3.0.0 GHSA-a suspected',
    'other lodash@4.17.19 GHSA-a accepted',
    'shop lodash@4.17.20 GHSA-a resolved',
    'shop lodash@4.17.21 GHSA-a accepted',
  ]);
});

test('a decision that comes into force later holds what is open already, and once', async () => {
  const shop = await fixture.project('shop');
  await fixture.importPackages(shop, lodash('4.17.20'));
  await fixture.importPackages(await fixture.project('other'), lodash('4.17.20'));
  await accept({ scope: 'project', project_key: shop.key });
  const group = await fixture.parts.database.kysely.selectFrom('alias_group').select('key').executeTakeFirstOrThrow();
  expect(await acceptGroup(fixture.parts, group.key, 'test')).toBe(1);
  expect(await acceptGroup(fixture.parts, group.key, 'test')).toBe(0);
  expect(await fixture.findings()).toEqual([
    'other lodash@4.17.20 GHSA-a suspected',
    'shop lodash@4.17.20 GHSA-a accepted',
  ]);
});

test('a decision about one project does not leak into another', async () => {
  const shop = await fixture.project('shop');
  await fixture.importPackages(shop, lodash('4.17.20'));
  await accept({ scope: 'project', project_key: shop.key });
  await fixture.importPackages(shop, lodash('4.17.21'));
  await fixture.importPackages(await fixture.project('other'), lodash('4.17.21'));
  expect((await fixture.findings()).filter((text) => text.includes('4.17.21'))).toEqual([
    'other lodash@4.17.21 GHSA-a suspected',
    'shop lodash@4.17.21 GHSA-a accepted',
  ]);
});

test('what was accepted comes back when the acceptance ends, and closes when the component goes', async () => {
  const shop = await fixture.project('shop');
  await fixture.importPackages(shop, [{ name: 'left-pad', version: '1.0.0' }]);
  const other = await fixture.project('other');
  await fixture.importPackages(other, lodash('4.17.20'));
  await accept({ scope: 'apv' });
  await fixture.importPackages(shop, lodash('4.17.21'));
  expect(await fixture.findings()).toContain('shop lodash@4.17.21 GHSA-a accepted');
  fixture.clock.advance(2 * 86_400_000);
  expect(await endExpiredAcceptances(fixture.parts, 'test')).toBe(1);
  expect(await endExpiredAcceptances(fixture.parts, 'test')).toBe(0);
  expect(await fixture.findings()).toContain('shop lodash@4.17.21 GHSA-a suspected');
  await accept({ scope: 'apv' });
  const third = await fixture.project('third');
  await fixture.importPackages(third, lodash('4.17.22'));
  await fixture.importPackages(third, [{ name: 'left-pad', version: '1.0.0' }]);
  const { kysely } = fixture.parts.database;
  const finding = await kysely
    .selectFrom('finding')
    .select(['id', 'resolution'])
    .where('project_key', '=', third.key)
    .executeTakeFirstOrThrow();
  expect(finding.resolution).toBe('removed');
  const history = await kysely
    .selectFrom('finding_history')
    .selectAll()
    .where('finding_id', '=', finding.id)
    .orderBy('version')
    .execute();
  expect(history.map(({ to_status }) => to_status)).toEqual(['suspected', 'accepted', 'suspected', 'resolved']);
});
