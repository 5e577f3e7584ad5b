import type { ReportFinding } from '@maximus/contracts';
import { expect, test } from 'vitest';
import { reachabilityWords } from './finding-words.ts';

const words = (reachability: Partial<ReportFinding['reachability']>) =>
  reachabilityWords({
    reachability: { state: 'unknown', locations: [], rule_version: 'x', ...reachability },
  } as ReportFinding);
const place = { file: 'a.js', line: 2, snippet: '' };

test('the sentence names the flawed symbol and its place, and says when nothing uses it', () => {
  expect(words({ state: 'reachable', locations: [{ ...place, symbol: 'template' }] })).toBe(
    'the flawed code is called at a.js:2: template',
  );
  expect(words({ state: 'imported', locations: [place] })).toBe('imported at a.js:2');
  expect(words({ state: 'imported', verdict: 'unreachable', locations: [place] })).toBe(
    'imported at a.js:2; nothing of the sources uses its flawed code',
  );
  expect(words({ state: 'not_imported' })).toContain('no import');
  expect(words({})).toBe('use was not searched');
});
