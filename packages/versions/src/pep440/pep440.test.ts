import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { describeScheme } from '../testing/contract.ts';
import { pep440 } from './index.ts';

describeScheme(pep440, {
  ascending: [
    '1.0.dev1',
    '1.0a1.dev1',
    '1.0a1',
    '1.0b2',
    '1.0rc1',
    '1.0',
    '1.0+abc',
    '1.0+abc.1',
    '1.0+5',
    '1.0.post1',
    '1.1',
    '1!0.1',
  ],
  equal: [
    ['0.1-Bulbasaur', '0.1-bulbasaur'],
    ['1.0', 'v1.0.0'],
    ['1.0-1', '1.0.post1'],
    ['1.0.RC-1', '1.0c1'],
    ['1.0.preview', '1.0rc0'],
    ['1.0.r', '1.0.post0'],
    ['1.0alpha_2', ' 1.0a2 '],
    ['1.0+Ubuntu-1', '1.0+ubuntu.1'],
  ],
  invalid: ['hello world', 'é', '1.0 1', '...', '\u0000'],
  prereleases: ['1.0.dev1', '1.0a1', '1.0.post1.dev2'],
  releases: ['1.0', '1.0.post1', '1.0+local', '0.1-bulbasaur'],
  distances: [
    ['1.0', '1!1.0', 'major'],
    ['1.0', '1.1', 'minor'],
    ['1.0', '1.0.1', 'patch'],
    ['1.0', '2', 'major'],
    ['1.0', '1.0.0', 'none'],
  ],
  constraints: [
    ['~=1.4', ['1.4', '1.9'], ['2.0', '1.3']],
    ['~=1.4.5a4', ['1.4.5', '1.4.9'], ['1.5', '1.4.5a3']],
    ['==1.0.*', ['1.0.5', '1.0a1'], ['1.1', '1!1.0']],
    ['<1.0.post1', ['1.0', '1.0a1', '1.0.post0.dev1'], ['1.0.post1.dev1', '1.0.post1']],
    ['!=1.0', ['1.1'], ['1.0', '1.0+local']],
    ['==1.0+local', ['1.0+local'], ['1.0']],
    ['===1.0', ['1.0'], ['1.0.0']],
    ['>=1.0, <2', ['1.5'], ['2.0', '2.0a1']],
    ['<2.0a2', ['2.0a1'], ['2.0a2']],
    ['>1.0', ['1.1', '1!1.0.post1'], ['1.0.post1', '1.0+local', '1.0']],
    ['<1!1.0', ['1.0a1', '9.0'], ['1!1.0', '1!1.0a1']],
    ['>1.0a1', ['1.0.post1', '1.0a2.post1'], ['1.0a1.post1', '1.0a1.post1.dev1']],
    ['>1.0.dev1', ['1.0.post1', '1.0'], ['1.0.dev1+local']],
    ['>1.0.post1', ['1.0.post2'], ['1.0.post1']],
    ['', ['1.0', '2.0a1'], ['0.1-bulbasaur']],
  ],
  invalidConstraints: [
    '>=1!',
    '==1.0+',
    '==1.0+a..b',
    '==1.0+a%',
    '1.0',
    '~=1',
    '>=one',
    '==1.0.dev1.*',
    '==1.0a1.*',
    '==1.0.post1.*',
    '==1.0+a.*',
    '>=1.0+local',
    '===',
    '>=1.0,',
    '>=1.0,=1',
  ],
});

test('a version from before PEP 440 is below all others, and no range decides on it', () => {
  const old = unwrap(pep440.parse('0.9-eevee'));
  expect(old.doubt).toMatch('PEP 440');
  expect(pep440.order(old, unwrap(pep440.parse('0.0.dev0')))).toBeLessThan(0);
  expect(pep440.order(unwrap(pep440.parse('0.0.dev0')), old)).toBeGreaterThan(0);
  expect(pep440.order(old, unwrap(pep440.parse('0.10-eevee')))).toBeLessThan(0);
});
