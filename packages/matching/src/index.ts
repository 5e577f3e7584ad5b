/**
 * Components against the advisory index: which advisories hold, which do not, which could not be judged, and why. Pure;
 * reads no file. Not for severity or order (prioritisation). Read types.ts, then matcher.ts.
 */
export type { CompiledPackage } from './compiled-package.ts';
export { explain } from './explain/index.ts';
export type { ExplainStep, Explanation, TracedEvent, Verdict } from './explain/types.ts';
export { findingsOf, type GroupFinding } from './findings.ts';
export { type FixableInput, fixableBy } from './fixable.ts';
export { createMatcher, type Matcher } from './matcher.ts';
export { hitSentence, missSentence } from './sentences.ts';
export type * from './types.ts';
