import { expect, it } from 'vitest';
import { webAddress, webAddresses } from './web-address.ts';

it.each([
  ['https://example.test/a?b=c#d', 'https://example.test/a?b=c#d'],
  ['https://user:pass@example.test/a', 'https://example.test/a'],
  ['https://example.test/[a]|b`%zz', 'https://example.test/%5Ba%5D%7Cb%60%25zz'],
  ['https://example.test/#a#b', 'https://example.test/#a%23b'],
  ['https://[::1]:8080/a', 'https://[::1]:8080/a'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['//example.test', undefined],
  ['', undefined],
])('%s → %s', (given, wanted) => {
  expect(webAddress(given)).toBe(wanted);
});

it('keeps the order and leaves repeats out', () => {
  expect(webAddresses(['https://b.test/', 'x', 'https://a.test/', 'https://b.test'], 5)).toEqual([
    'https://b.test/',
    'https://a.test/',
  ]);
});
