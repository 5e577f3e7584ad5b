export { type TextChange, unifiedDiff } from './diff/index.ts';
export { editJson, type JsonEdit } from './json/index.ts';
