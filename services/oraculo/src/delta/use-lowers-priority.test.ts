import { newUuid } from '@maximus/kernel';
import { findingsToRemedy, isSaidUnused, noteConfirmations, type StoredUse } from '@maximus/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';
import { findingChanger } from './change-findings.ts';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:H/I:H/A:H' }];
  await fixture.publish([advisory('GHSA-a', 'lodash', '5.0.0', { severity })]);
});
afterEach(() => fixture[Symbol.asyncDispose]());

const lodash = [{ name: 'lodash', version: '4.17.20' }];

/** Writes what a look at the source saw, as a confirmation does that moves nothing. */
async function see(projectKey: number, use: StoredUse): Promise<void> {
  const { database, clock } = fixture.parts;
  const findings = await findingsToRemedy(database, projectKey);
  await database.transaction(async (tx) => {
    await noteConfirmations(
      tx,
      findings.map(({ id }) => ({ id, confirmation: {}, reachability: { state: use, detail: { state: 'imported' } } })),
    );
    await findingChanger(fixture.parts)(tx, [], {
      actor: 'eureka',
      atMs: clock.now(),
      correlationId: 'look',
      cause: { kind: 'patch', id: newUuid(clock) },
      alsoGroups: findings.map(({ groupKey }) => groupKey),
    });
  });
}

async function priority() {
  const { database } = fixture.parts;
  const { priority, assessment } = await database.kysely.selectFrom('apv').selectAll().executeTakeFirstOrThrow();
  const { priority_reasons: reasons } = assessment as { priority_reasons: { code: string; effect: string }[] };
  return { priority, why: reasons.filter(({ code }) => /^not-|^dev-/.test(code)).map((r) => `${r.code} ${r.effect}`) };
}

test('what nothing uses comes one level later with its reason, and back when one project uses it', async () => {
  const shop = await fixture.project('shop', { exposure: 'internal' });
  const notes = await fixture.project('notes', { exposure: 'internal' });
  await fixture.importPackages(shop, lodash);
  await fixture.importPackages(notes, lodash);
  const before = await priority();
  expect(before.why).toEqual([]);

  await see(shop.key, 'not_called');
  expect(await priority()).toEqual(before);
  await see(notes.key, 'not_imported');
  expect(await priority()).toEqual({ priority: before.priority - 1, why: ['not-called lower'] });
  expect(await fixture.findings()).toHaveLength(2);
  const told = (await fixture.events('apv.updated')).at(-1)?.data as { changed: string[] } | undefined;
  expect(told?.changed).toContain('priority');

  await see(notes.key, 'reachable');
  expect(await priority()).toEqual(before);
});

test('what is for developing only comes one level later, whatever uses it', async () => {
  const shop = await fixture.project('shop', { exposure: 'internal' });
  await fixture.importPackages(shop, [{ name: 'lodash', version: '4.17.20', dev: true }]);
  expect((await priority()).why).toEqual(['dev-only lower']);
});

test('a project is looked at again only while its source is said not to use something', async () => {
  const { database } = fixture.parts;
  const shop = await fixture.project('shop', { exposure: 'internal' });
  await fixture.importPackages(shop, lodash);
  await see(shop.key, 'not_called');
  expect(await isSaidUnused(database, shop.id)).toBe(false);
  await database.kysely.updateTable('finding').set({ status: 'confirmed' }).execute();
  expect(await isSaidUnused(database, shop.id)).toBe(true);
  await see(shop.key, 'unknown');
  expect(await isSaidUnused(database, shop.id)).toBe(false);
});
