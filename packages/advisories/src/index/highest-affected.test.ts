import { expect, test } from 'vitest';
import type { IndexedRange, PackageAdvisory } from '../types.ts';
import { highestAffected, unbounded } from './highest-affected.ts';

type Parts = Partial<Pick<PackageAdvisory, 'ecosystem' | 'kind' | 'versions' | 'withdrawn'>> & {
  readonly range?: IndexedRange['events'];
  readonly type?: IndexedRange['type'];
};

function bound({ range, type = 'SEMVER', ...parts }: Parts): number {
  const ranges = range === undefined ? [] : [{ type, events: range }];
  return highestAffected({ ecosystem: 'npm', kind: 'vulnerability', versions: [], ranges, ...parts });
}

const numberOf = (major: number, minor: number, patch: number) => major * 2 ** 20 + minor * 2 ** 10 + patch;
const closed = [{ introduced: '0' }, { fixed: '1.2.3' }];

test.each<[string, Parts, number]>([
  ['a fix', { range: closed }, numberOf(1, 2, 3)],
  ['a last affected version', { range: [{ introduced: '1.0.0' }, { last_affected: '1.5.0' }] }, numberOf(1, 5, 0)],
  ['events in any order', { range: [...closed, { introduced: '2.0.0' }, { fixed: '2.1.0' }] }, numberOf(2, 1, 0)],
  ['versions by name', { versions: ['3.0.1', '1.0.0'] }, numberOf(3, 0, 1)],
  ['versions above the range', { range: closed, versions: ['3.0.1'] }, numberOf(3, 0, 1)],
  ['versions beside commits', { range: [{ introduced: '0' }], type: 'GIT', versions: ['1.0.0'] }, numberOf(1, 0, 0)],
  ['a withdrawn record', { range: [{ introduced: '0' }], withdrawn: '2026-01-01T00:00:00Z' }, 0],
])('%s ends what is affected', (_, parts, expected) => {
  expect(bound(parts)).toBe(expected);
});

test.each<[string, Parts]>([
  ['an interval without an end', { range: [...closed, { introduced: '2.0.0' }] }],
  ['a start as coarse as the end', { range: [{ introduced: '1.2.3-a' }, { fixed: '1.2.3' }] }],
  ['a limit', { range: [{ introduced: '0' }, { limit: '2.0.0' }] }],
  ['no event at all', { range: [] }],
  ['commits alone', { range: closed, type: 'GIT' }],
  ['nothing that is affected', {}],
  ['an event that does not parse', { range: [{ introduced: '0' }, { fixed: 'soon' }] }],
  ['a listed version that does not parse', { versions: ['soon', '1.0.0'] }],
  ['a version beyond the numbers', { versions: ['9999.0.0'] }],
  ['an ecosystem with a release', { range: closed, ecosystem: 'npm:12' }],
  ['an ecosystem without numbers', { range: closed, ecosystem: 'Debian' }],
  ['an ecosystem that is not known', { range: closed, ecosystem: 'Nowhere' }],
])('%s has no bound', (_, parts) => {
  expect(bound(parts)).toBe(unbounded);
});
