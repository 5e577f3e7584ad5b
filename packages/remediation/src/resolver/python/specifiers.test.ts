import fc from 'fast-check';
import { expect, it } from 'vitest';
import { meets, restyleSpecifier } from './specifiers.ts';

it.each([
  ['', '1.0', true],
  ['*', '1.0', true],
  ['>=1,<2', '1.5', true],
  ['>=1,<2', '2.0', false],
  ['^1.2', '1.9', true],
  ['^1.2', '2.0', false],
  ['^0.2.3', '0.2.9', true],
  ['^0.2.3', '0.3.0', false],
  ['^0.0.3', '0.0.4', false],
  ['~1.2', '1.2.9', true],
  ['~1.2', '1.3', false],
  ['~1', '1.9', true],
  ['1.2.3', '1.2.3', true],
  ['1.2.3', '1.2.4', false],
  ['1.*', '1.7', true],
  ['~=1.4.2', '1.4.9', true],
  ['^1 || ^2', '2.5', true],
  ['>=1 <2', '1.1', true],
] as const)('%s and %s', (specifier, version, expected) => {
  expect(meets(specifier, version)).toBe(expected);
});

it.each([
  ['==1.0.0', '1.0.1', '==1.0.1'],
  ['===1.0.0', '1.0.1', '===1.0.1'],
  ['~= 1.4.2', '1.5.0', '~= 1.5.0'],
  ['>=1.0, <2', '2.1', '>=1.0, <=2.1'],
  ['==1.0.*', '1.1.2', '==1.1.*'],
  ['^1.0', '2.0', '^2.0'],
  ['~1.0', '1.1', '~1.1'],
  ['1.0', '1.1', '1.1'],
  ['>=1', '1.5', '>=1'],
] as const)('%s for %s is %s', (specifier, version, expected) => {
  expect(restyleSpecifier(specifier, version)).toBe(expected);
});

it('writes nothing for a version that a requirement leaves out by name', () => {
  expect(restyleSpecifier('>=1,!=1.5', '1.5')).toBeUndefined();
  expect(restyleSpecifier('^1 || ^2', '3.0')).toBeUndefined();
});

it('writes nothing that the version does not meet', () => {
  const number = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((all) => all.join('.'));
  const operator = fc.constantFrom('==', '~=', '>=', '<=', '<', '>', '^', '~', '');
  const clause = fc.tuple(operator, number).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(clause, { minLength: 1, maxLength: 2 }), number, (clauses, version) => {
      const written = restyleSpecifier(clauses.join(','), version);
      expect(written === undefined || meets(written, version)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
