import type { PackageAdvisory } from '@maximus/advisories';
import fc from 'fast-check';
import semver from 'semver';
import { expect, test } from 'vitest';
import { npmRange } from './npm-range.ts';

const entry = (more: Partial<PackageAdvisory>): PackageAdvisory => ({
  id: 'GHSA-a',
  groupId: 'agr_a',
  ecosystem: 'npm',
  name: 'a',
  kind: 'vulnerability',
  ranges: [],
  versions: [],
  fixedVersions: [],
  approximate: false,
  ...more,
});
const range = (...events: PackageAdvisory['ranges'][number]['events'][number][]) =>
  entry({ ranges: [{ type: 'SEMVER', events }] });

test.each([
  [[range({ introduced: '0' }, { fixed: '2.0.0' })], '<2.0.0'],
  [[range({ introduced: '1.0.0' }, { last_affected: '1.5.0' })], '>=1.0.0 <=1.5.0'],
  [[range({ fixed: '2.0.0' }, { introduced: '3.0.0' }, { introduced: '1.0.0' })], '>=1.0.0 <2.0.0 || >=3.0.0'],
  [[range({ introduced: '0' })], '*'],
  [[range({ introduced: '0' }, { limit: '*' })], '*'],
  [[entry({ versions: ['1.0.0', 'not a version', '1.0.1'] })], '1.0.0 || 1.0.1'],
  [[entry({ kind: 'malware' })], '1.2.3'],
])('%j is %s', (entries, expected) => {
  expect(npmRange(entries, ['1.2.3'])).toBe(expected);
});

test('what npm makes of the range is what the events say', () => {
  const number = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 6 }), number, fc.boolean(), (steps, asked, pre) => {
      const sorted = [...steps].sort((a, b) => a - b);
      const events = sorted.map((step, place) => ({ [place % 2 === 0 ? 'introduced' : 'fixed']: `${step}.0.0` }));
      const version = pre ? `${asked}.0.0-rc.1` : `${asked}.0.0`;
      const at = pre ? asked - 0.5 : asked;
      const isAffected = sorted.filter((step) => step <= at).length % 2 === 1;
      const text = npmRange([range(...events)], []);
      expect(semver.satisfies(version, text, { includePrerelease: true, loose: true })).toBe(isAffected);
    }),
  );
});
