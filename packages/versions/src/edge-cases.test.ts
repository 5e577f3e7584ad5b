/** What the published vectors reach and few others do; stated here so that it is tested without them as well. */
import { describe, expect, test } from 'vitest';
import { compare, schemeFor } from './index.ts';

function allows(ecosystem: string, requirement: string, version: string): boolean | string {
  const read = schemeFor(ecosystem)?.constraint?.(requirement);
  if (read === undefined) return 'no requirements';
  return read.ok ? read.value.allows(version) : read.error.code;
}

describe('npm', () => {
  test.each([
    ['1.2.3 - 2', '2.9.9', true],
    ['1.2.3 - 2', '3.0.0', false],
    ['1.2.3 - 2.3.4', '2.3.4', true],
    ['1.2.3 - *', '99.0.0', true],
    ['1.2.3 - 2.3', '2.3.9', true],
    ['^*', '7.0.0', true],
    ['~*', '7.0.0', true],
    ['~1', '1.9.0', true],
    ['~1', '2.0.0', false],
    ['>1', '1.9.0', false],
    ['>1', '2.0.0', true],
    ['>1.2', '1.2.9', false],
    ['<=1', '1.9.0', true],
    ['<=1', '2.0.0', false],
    ['<=1.2', '1.3.0', false],
    ['>*', '1.0.0', false],
    ['>=*', '1.0.0', true],
    ['^0.0', '0.0.9', true],
    ['^0', '0.9.0', true],
  ])('%s and %s: %s', (requirement, version, expected) => expect(allows('npm', requirement, version)).toBe(expected));
});

describe('PyPI', () => {
  test.each([
    ['<=1.0', '1.0', true],
    ['<=1.0', '1.0.post1', false],
    ['==1!2.*', '1!2.5', true],
    ['==1!2.*', '2.5', false],
    ['!=1.4.*', '1.4.2', false],
    ['!=1.4', '1.4', false],
    ['<1.0', '1!0.5', false],
    ['<1!1.0', '1!1.0rc1', false],
    ['<1!1.0', '1.0rc1', true],
    ['<2.0', '1.0rc1', true],
    ['<1.0.post1', '1.0.dev1', true],
  ])('%s and %s: %s', (requirement, version, expected) => expect(allows('PyPI', requirement, version)).toBe(expected));
});

test.each([
  [7, 'number'],
  [undefined, 'undefined'],
  [{ toString: () => '1.0.0' }, 'object'],
])('what is no text is refused with its type, never converted: %s', (value, type) => {
  const order = compare('npm', value as unknown as string, '1.0.0');
  expect(order.ok).toBe(false);
  if (!order.ok) expect(order.error.message).toContain(`${type} is not`);
  expect(allows('npm', value as unknown as string, '1.0.0')).toBe('versions.invalid_constraint');
});
