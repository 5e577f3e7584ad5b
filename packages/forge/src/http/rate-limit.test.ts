import { expect, test } from 'vitest';
import { waitAsked } from './rate-limit.ts';

const now = Date.parse('2031-01-02T03:04:05Z');
const at = (status: number, headers: Record<string, string>, body = '') =>
  waitAsked(status, new Headers(headers), body, now);

test.each([
  ['seconds', 429, { 'retry-after': '20' }, 20_000],
  ['a date', 429, { 'retry-after': 'Thu, 02 Jan 2031 03:05:05 GMT' }, 60_000],
  ['a date that is past', 429, { 'retry-after': 'Thu, 02 Jan 2031 03:00:00 GMT' }, 0],
  [
    "GitHub's primary limit",
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 9) },
    10_000,
  ],
  ["GitLab's limit", 429, { 'ratelimit-remaining': '0', 'ratelimit-reset': String(now / 1000 + 9) }, 10_000],
  ['a limit that names no time', 429, {}, 60_000],
  ['nonsense as a time', 429, { 'retry-after': 'soon' }, 60_000],
  ['an overloaded server', 503, { 'retry-after': '5' }, 5000],
] as const)('%s is waited for', (_name, status, headers, ms) => {
  expect(at(status, headers)).toEqual({ notBefore: now + ms, refused: true });
});

test("GitHub's secondary limit is told by its words", () => {
  expect(at(403, {}, '{"message":"You have exceeded a secondary rate limit."}')).toEqual({
    notBefore: now + 60_000,
    refused: true,
  });
  expect(at(403, {}, '{"message":"Resource not accessible"}')).toBeUndefined();
});

test('the last request that was allowed still counts, and later ones wait', () => {
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 9) };
  expect(at(200, headers)).toEqual({ notBefore: now + 10_000, refused: false });
  expect(at(200, { 'x-ratelimit-remaining': '12' })).toBeUndefined();
});
