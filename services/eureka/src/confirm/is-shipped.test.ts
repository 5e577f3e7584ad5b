import { scopeCodes } from '@maximus/storage';
import { expect, test } from 'vitest';
import { isShipped } from './is-shipped.ts';

const dev = scopeCodes.indexOf('dev');

test('what is for developing is not shipped, unless code of the project imports it', () => {
  expect(isShipped(dev, 'not_imported')).toBe(false);
  expect(isShipped(dev, 'unknown')).toBe(false);
  expect(isShipped(dev, 'imported')).toBe(true);
  expect(isShipped(dev, 'reachable')).toBe(true);
  expect(isShipped(scopeCodes.indexOf('prod'), 'not_imported')).toBe(true);
  expect(isShipped(99, 'unknown')).toBe(true);
});
