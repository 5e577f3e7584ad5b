/**
 * Advisories: the OSV model, the feeds, and the index that answers "what is known of this package" offline.
 * Not for judging versions: that is matching's work. Read types.ts, then index/layered-index.ts.
 */
export { errors } from './errors.ts';
export { type BuildOptions, buildIndex } from './index/build-index.ts';
export type { BuildReport, OnProgress, ProgressEvent, Quarantined } from './index/build-report.ts';
export { openIndex } from './index/open-index.ts';
export type * from './types.ts';
