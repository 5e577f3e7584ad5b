import { stripVTControlCharacters } from 'node:util';

/** What one run of the test runner counted, from its JSON report. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface RunnerReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly message?: string;
    readonly status?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Reads vitest's JSON report. A run that failed without a failed test (a file that did not load) counts one failure. */
export function tallyOf(reportText: string): Tally {
  const report = JSON.parse(reportText) as RunnerReport;
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The closing line of a run: `N passed, N failed`, and `, N skipped` where something was. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/**
 * One line per failed test, or per file that did not load; at most `limit` of them. It holds the first line of the reason,
 * what a browser was waiting for, how its pages stood, a property's seed, counterexample and reason, and the line of the test.
 */
export function failuresOf(reportText: string, limit = 40): readonly string[] {
  const report = JSON.parse(reportText) as RunnerReport;
  const lines = (report.testResults ?? []).flatMap(({ name, message, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${name}: ${reasonOf(message)}`];
    return failed.map(({ fullName, failureMessages }) => `${name}: ${fullName}: ${reasonOf(failureMessages?.[0])}`);
  });
  return lines.length > limit ? [...lines.slice(0, limit), `and ${lines.length - limit} more`] : lines;
}

/** The lines by which the failure of a property is repeated and understood. */
const ofProperty = /^(?:\{ seed: |Counterexample: |Reason: )/;

function reasonOf(text = ''): string {
  const [first = '', ...rest] = stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trim().slice(0, 240));
  const waited = rest.find((line) => line.startsWith('- waiting for '))?.slice(2);
  const pages = rest.filter((line) => line.startsWith('page: '));
  const property = first.includes('Property ') ? rest.filter((line) => ofProperty.test(line)).slice(0, 3) : [];
  const at = /[^\s/]+\.test\.tsx?:\d+/.exec(
    rest.find((line) => line.startsWith('at ') && line.includes('.test.ts')) ?? '',
  )?.[0];
  return [first, waited, ...pages.slice(0, 4), ...property, at && `at ${at}`].filter(Boolean).join('; ');
}
