import { expect, test } from 'vitest';
import { type FixableInput, fixableBy } from './fixable.ts';

const base: FixableInput = {
  ecosystem: 'npm',
  kind: 'vulnerability',
  version: '1.0.0',
  target: '1.0.4',
  direct: false,
  parents: [],
};
const { target: _target, ...noTarget } = base;
const { version: _version, ...noVersion } = base;

test.each<[string, FixableInput, string]>([
  ['without a fix', noTarget, 'no_fix'],
  ['malware without a fix', { ...noTarget, kind: 'malware' }, 'removal'],
  ['malware with a good version', { ...base, kind: 'malware', direct: true, requested: '1.0.0' }, 'direct_upgrade'],
  ['every requirement allows the fix', { ...base, parents: ['^1.0.0', '~1.0.1'] }, 'lock_refresh'],
  [
    'direct, and the manifest allows the fix',
    { ...base, direct: true, requested: '^1.0.0', parents: ['*'] },
    'lock_refresh',
  ],
  ['direct, and the manifest does not allow it', { ...base, direct: true, requested: '1.0.0' }, 'direct_upgrade'],
  ['direct, and the manifest is not known', { ...base, direct: true }, 'direct_upgrade'],
  ['direct, a major away', { ...base, direct: true, requested: '^1.0.0', target: '2.0.0' }, 'direct_major_upgrade'],
  [
    'direct, but a parent forbids it',
    { ...base, direct: true, requested: '^1.0.0', parents: ['~1.0.0', '1.0.0'] },
    'parent_upgrade',
  ],
  [
    'direct, and a parent is not known',
    { ...base, direct: true, requested: '1.0.0', parents: [undefined] },
    'direct_upgrade',
  ],
  ['one parent does not allow it', { ...base, parents: ['^1.0.0', '1.0.0'] }, 'parent_upgrade'],
  ['a parent is not known', { ...base, parents: ['^1.0.0', undefined] }, 'parent_upgrade'],
  ['no parent is known', base, 'parent_upgrade'],
  ['a requirement that is none', { ...base, parents: ['git+ssh://x'] }, 'parent_upgrade'],
  ['a rule of the project holds it', { ...base, overridden: true, parents: ['^1.0.0'] }, 'direct_upgrade'],
  ['nothing is locked', { ...noVersion, direct: true, requested: '^1.0.0' }, 'direct_upgrade'],
  ['a version that does not parse', { ...base, direct: true, version: 'one' }, 'direct_upgrade'],
  [
    'an ecosystem without an order',
    { ...base, ecosystem: 'Nowhere', direct: true, requested: '^1.0.0' },
    'direct_upgrade',
  ],
])('%s', (_name, input, expected) => {
  expect(fixableBy(input)).toBe(expected);
});
