/**
 * Yarn's rules over a yarn.lock of either generation and registry metadata, in memory. Not Yarn itself: what it plans is
 * written by the real tool once more. Read lock-text.ts, then read-lock.ts and write-files.ts.
 */
export { createYarnModel, type YarnModelInput } from './yarn-model.ts';
