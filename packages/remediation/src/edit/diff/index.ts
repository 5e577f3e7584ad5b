export { type TextChange, unifiedDiff } from './unified-diff.ts';
