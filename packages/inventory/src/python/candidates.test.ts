import { expect, it } from 'vitest';
import { createCandidates } from './candidates.ts';
import type { LockedPackage } from './lock-graph.ts';

const locked = (name: string, version: string): LockedPackage => ({ name, version, local: false, dependencies: [] });

it('finds the version that a dependency names or pins, else every version', () => {
  const { find } = createCandidates([locked('a', '1'), locked('b', '1'), locked('a', '2')]);
  const wanted = { name: 'a', extras: [] };
  expect(find(wanted)).toEqual([0, 2]);
  expect(find({ ...wanted, version: '2' })).toEqual([2]);
  expect(find({ ...wanted, requested: '==1' })).toEqual([0]);
  expect(find({ ...wanted, requested: '===1' })).toEqual([0, 2]);
  expect(find({ ...wanted, requested: '>=1' })).toEqual([0, 2]);
  expect(find({ ...wanted, version: '3' })).toEqual([0, 2]);
  expect(find({ ...wanted, name: 'gone' })).toEqual([]);
});

it('bounds the versions of one name, so that a lock does not grow by its square', () => {
  const { find } = createCandidates(Array.from({ length: 100 }, (_, at) => locked('a', String(at))));
  expect(find({ name: 'a', extras: [] })).toHaveLength(16);
  expect(find({ name: 'a', extras: [], version: '99' })).toEqual([99]);
});
