import type { PackageChange } from '@maximus/contracts';
import { expect, test } from 'vitest';
import { campaignOf } from './campaign.ts';

const change = (from: string, to: string | undefined, direct: boolean): PackageChange => ({
  purl_from: `pkg:npm/${from}`,
  ...(to !== undefined && { purl_to: `pkg:npm/${to}` }),
  change: to === undefined ? 'removed' : 'upgraded',
  direct,
  semver_step: 'patch',
  why: '',
});
const child = { package: 'pkg:npm/child', to: '1.0.1' };

test('the same release is one campaign in every project, whatever else moves along', () => {
  const alone = campaignOf(
    { rung: 'lock-bump', package_changes: [change('child@1.0.0', 'child@1.0.1', false)] },
    child,
  );
  const more = [change('other@1.0.0', 'other@2.0.0', true), change('child@1.0.0', 'child@1.0.1', false)];
  expect(alone).toMatch(/^cpg_[0-9a-f]{24}$/);
  expect(campaignOf({ rung: 'direct-upgrade', package_changes: more }, child)).toBe(alone);
  expect(campaignOf({ rung: 'lock-bump', package_changes: [] }, { ...child, to: '1.0.2' })).not.toBe(alone);
});

test('the release of a parent is its campaign, whichever of its packages it closes', () => {
  const parent = change('parent@1.0.0', 'parent@1.1.0', true);
  const of = (moved: typeof child) => campaignOf({ rung: 'parent-upgrade', package_changes: [parent] }, moved);
  expect(of(child)).toBe(of({ package: 'pkg:npm/another', to: '3.0.0' }));
  expect(of(child)).toBe(
    campaignOf({ rung: 'lock-bump', package_changes: [] }, { package: 'pkg:npm/parent', to: '1.1.0' }),
  );
});

test('what moves to no version has none', () => {
  expect(
    campaignOf(
      { rung: 'direct-upgrade', package_changes: [change('a@1.0.0', undefined, true)] },
      { package: 'pkg:npm/a', to: null },
    ),
  ).toBeNull();
  expect(campaignOf({ rung: 'override', package_changes: [] }, { package: '', to: '1.0.0' })).toBeNull();
});
