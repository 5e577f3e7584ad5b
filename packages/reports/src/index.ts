/**
 * Reports: writes a scan in the formats that people and programs read, reads what other tools report, and merges both.
 * Pure; no network, no files. Not for judging versions or priorities. Read types.ts first, then one folder of `writers`.
 */
export { type Baseline, compareWithBaseline, readBaseline } from './baseline/index.ts';
export { errors } from './errors.ts';
export { type MergeContext, type Merged, mergeImported } from './merge/index.ts';
export { readReport } from './readers/read-report.ts';
export { readers } from './readers/registry.ts';
export { sbomWriters } from './sbom/registry.ts';
export type * from './types.ts';
export { csvLine } from './words/csv.ts';
export { writers } from './writers/registry.ts';
