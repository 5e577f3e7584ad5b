export { findFixRecords, fixRecords, languageOf } from './find-fix-records.ts';
export type { FixLanguage, FixRecord } from './types.ts';
