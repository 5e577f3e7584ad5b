export { type DetectedTests, detectTests } from './detect-tests.ts';
export type { TestCommand } from './types.ts';
