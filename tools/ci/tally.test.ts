import { expect, test } from 'vitest';
import { closingLine, tallyOf } from './tally.ts';

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
