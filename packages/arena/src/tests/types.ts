import type { TestResult } from '@maximus/contracts';

/** How one case ended. */
export type CaseState = 'passed' | 'failed' | 'skipped';

/** One run of a project's tests: its figures, and its cases by name where a reader understood the output. */
export interface TestRun {
  readonly result: TestResult;
  /** Absent where only the exit code could be read. */
  readonly cases?: ReadonlyMap<string, CaseState>;
  /** Set where the tests could not run at all: no tests, tool missing, time-out, a service they need. */
  readonly couldNotRun?: string;
  /** Set where it ended with the time of the whole run, which says nothing about the tree. */
  readonly isCutShort?: boolean;
}

/** Reads the cases out of what a test runner printed or wrote. */
export interface ResultReader {
  /** Folder name. */
  readonly id: string;
  /** Cheap: whether the text is in this format. */
  detect(text: string): boolean;
  /** Cases by name; `undefined` where the text only looked like it. Never throws. */
  read(text: string): ReadonlyMap<string, CaseState> | undefined;
}

/** Cases that one run may have; more are not read, and the exit code decides. */
export const maxCases = 200_000;
