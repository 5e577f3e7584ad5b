import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { describeScheme } from '../testing/contract.ts';
import { semver } from './index.ts';

describeScheme(semver, {
  ascending: ['0.0.0', '1.0.0-0', '1.0.0-1.a', '1.0.0-a', '1.0.0-a.1', '1.0.0', '1.0.0.1', '1.0.1'],
  equal: [
    ['00000000000000000001.0.0', '1.0.0'],
    ['1.0.0+a', 'V1.0.0'],
  ],
  invalid: ['', 'main', '1.0.0-é'],
  prereleases: ['1.0.0-0'],
  releases: ['1.0.0'],
  distances: [['1.0.0', '1.0.1', 'patch']],
});

test('what node-semver refuses has a place in the order, and a doubt', () => {
  expect(unwrap(semver.parse('1.0.0.1')).doubt).toMatch('three numbers');
  expect(unwrap(semver.parse('9007199254740992.0.0')).doubt).toMatch('2^53');
  expect(unwrap(semver.parse(`1.0.0-${'a'.repeat(300)}`)).doubt).toMatch('256');
  expect(unwrap(semver.parse('1.0.0')).doubt).toBeUndefined();
});
