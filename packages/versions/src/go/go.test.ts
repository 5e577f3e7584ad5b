import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { describeScheme } from '../testing/contract.ts';
import { go } from './index.ts';

describeScheme(go, {
  ascending: [
    'v0.0.0-20190101000000-abcdefabcdef',
    'v0.0.0-20200101000000-abcdefabcdef',
    'v0.1.0',
    '0.2.0-pre',
    'v0.2.0',
    'v1.0.0+incompatible',
    '1.20rc1',
    '1.20',
    '1.21',
    'go1.21beta1',
    'go1.21rc2',
    'go1.21.0',
    'v1.21.1',
    'v2.0.0+incompatible',
  ],
  equal: [
    ['v1.2.3', '1.2.3'],
    ['v1.2.3', 'v1.2.3+incompatible'],
    ['go1.20', '1.20.0'],
    ['go1.21rc2', '1.21.0-rc.2'],
    ['go1.21', '1.21.0-0'],
    ['go1.21.3-bigcorp', '1.21.3'],
    ['go1.22.1 X:boringcrypto', '1.22.1'],
    ['v1.21', 'v1.21.0'],
  ],
  invalid: ['go', 'gopher', 'master', 'go1.21.3.4', 'go1.x', '1.21rc', 'devel go1.23-abc'].filter(
    (text) => text !== '1.21rc',
  ),
  prereleases: ['v1.0.0-rc.1', 'go1.21rc2', 'v0.0.0-20190101000000-abcdefabcdef'],
  releases: ['v1.0.0', 'go1.21.0', '1.20'],
  distances: [
    ['v1.0.0', 'v2.0.0+incompatible', 'major'],
    ['go1.21.1', 'go1.22.0', 'minor'],
    ['v1.0.0', 'v1.0.1', 'patch'],
  ],
  constraints: [['v1.2.3', ['v1.2.3', '1.9.0', 'v2.0.0+incompatible'], ['v1.2.2', 'v1.2.3-rc.1', 'main']]],
  invalidConstraints: ['latest', ''],
});

test('a release candidate is placed as the vulnerability database writes it', () => {
  expect(go.order(unwrap(go.parse('go1.21rc10')), unwrap(go.parse('1.21.0-rc.9')))).toBeGreaterThan(0);
});
