export { type DetectedTests, detectTests, type TestCommand } from './commands/index.ts';
export { compareTests, type TestTrees } from './compare-tests.ts';
export { readTestRun } from './read-run.ts';
export type { CaseState, ResultReader, TestRun } from './types.ts';
