import { afterAll, beforeAll, expect, test } from 'vitest';
import { advisory, type Fixture, openFixture } from '../testing/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
  await fixture.publish([advisory('GHSA-aaaa-aaaa-aaaa', 'lodash', '4.17.21')]);
}, 120_000);
afterAll(() => fixture[Symbol.asyncDispose]());

test('a component that cannot be kept is told, and takes no finding away', async () => {
  const project = await fixture.project('shop');
  await fixture.importPackages(project, [{ name: 'lodash', version: '4.17.20' }]);
  const before = await fixture.findings();
  expect(before).toHaveLength(1);
  const report = await fixture.importPackages(project, [{ name: 'lodash\0', version: '4.17.20' }]);
  expect(report).toMatchObject({ resolved: 0, refused: [{ code: 'inventory.purl_invalid' }] });
  expect(await fixture.findings()).toEqual(before);
});
