import { unwrap } from '@maximus/kernel';
import { expect, test } from 'vitest';
import { semver } from './index.ts';

const coarse = (text: string) => semver.coarse?.(unwrap(semver.parse(text)));

test.each([
  ['0.0.0', 0],
  ['0.0.7', 7],
  ['1.2.3', 2 ** 20 + 2 * 2 ** 10 + 3],
  ['1.2.3-rc.1', 2 ** 20 + 2 * 2 ** 10 + 3],
  ['1.2', 2 ** 20 + 2 * 2 ** 10],
  ['1.2.20240101', 2 ** 20 + 2 * 2 ** 10 + 1023],
  ['1.2024.5', 2 ** 20 + 1023 * 2 ** 10 + 1023],
  ['4094.9999.9999', 0xffffffff - 2 ** 20],
  ['4095.0.0', undefined],
  ['1.2.3.4', undefined],
  ['99999999999999999999.0.0', undefined],
])('%s has the coarse number %d', (text, expected) => {
  expect(coarse(text)).toBe(expected);
});
