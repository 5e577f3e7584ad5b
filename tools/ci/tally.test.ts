import { expect, test } from 'vitest';
import { closingLine, failuresOf, tallyOf } from './tally.ts';

const report = (fields: object) =>
  JSON.stringify({
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numFailedTestSuites: 0,
    ...fields,
  });

test('a clean run', () => {
  expect(closingLine(tallyOf(report({})))).toBe('5 passed, 0 failed');
});

test('failed and skipped tests are counted', () => {
  const text = report({ success: false, numFailedTests: 2, numPendingTests: 3, numTodoTests: 1 });
  expect(closingLine(tallyOf(text))).toBe('5 passed, 2 failed, 4 skipped');
});

test('a file that did not load is a failure although no test failed', () => {
  expect(tallyOf(report({ success: false, numFailedTestSuites: 1 })).failed).toBe(1);
  expect(tallyOf(report({ success: false })).failed).toBe(1);
});

test('what failed is named with its file and the first line of its reason', () => {
  const failed = { fullName: 'a b', status: 'failed', failureMessages: ['Error: no\n  at x'] };
  const text = report({
    testResults: [
      { name: 'one.test.ts', status: 'failed', assertionResults: [failed, { fullName: 'c', status: 'passed' }] },
      { name: 'two.test.ts', status: 'failed', message: 'did not load\nmore', assertionResults: [] },
    ],
  });
  expect(failuresOf(text)).toEqual(['one.test.ts: a b: Error: no', 'two.test.ts: did not load']);
  expect(failuresOf(text, 1)).toEqual(['one.test.ts: a b: Error: no', 'and 1 more']);
});

test('of a browser it is told what was waited for, how the pages stood, and where', () => {
  const said = [
    'Error: locator.waitFor: Timeout 120000ms exceeded.',
    'Call log:',
    "\u001b[2m  - waiting for getByRole('dialog', { name: 'Comment' }) to be visible\u001b[22m",
    '    - locator resolved to hidden <div>…</div>',
    'page: /review/7, dialogs: Command palette',
    '    at run (/srv/apps/web/src/scenarios/review.real.test.ts:162:22)',
    '    at /srv/apps/web/src/scenarios/review.real.test.ts:171:5',
  ].join('\n');
  const failed = { fullName: 'review', status: 'failed', failureMessages: [said] };
  const text = report({ testResults: [{ name: 'r.test.ts', status: 'failed', assertionResults: [failed] }] });
  expect(failuresOf(text)).toEqual([
    "r.test.ts: review: Error: locator.waitFor: Timeout 120000ms exceeded.; waiting for getByRole('dialog', { name: 'Comment' }) to be visible; page: /review/7, dialogs: Command palette; at review.real.test.ts:162",
  ]);
});

test('of a property it is told from which seed it fails, for what, and why', () => {
  const said = [
    'Error: Property failed after 82 tests',
    '{ seed: 7, path: "81:0:1", endOnFailure: true }',
    'Counterexample: ["?a"]',
    'Shrunk 2 time(s)',
    'Reason: expected 3 to be 2',
    'Repeat: MAXIMUS_PROPERTY_SEED=7 npx vitest run a.test.ts',
    '    at /srv/packages/a/src/a.test.ts:9:5',
  ].join('\n');
  const failed = { fullName: 'law', status: 'failed', failureMessages: [said] };
  const text = report({ testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [failed] }] });
  expect(failuresOf(text)).toEqual([
    'a.test.ts: law: Error: Property failed after 82 tests; { seed: 7, path: "81:0:1", endOnFailure: true }; Counterexample: ["?a"]; Reason: expected 3 to be 2; at a.test.ts:9',
  ]);
});
