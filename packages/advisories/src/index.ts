/**
 * Advisories: the OSV model, the feeds, and the index that answers "what is known of this package" offline.
 * Not for judging versions: that is matching's work. Read types.ts, then index/layered-index.ts.
 */
export { errors } from './errors.ts';
export { defaultEcosystems, type FeedConfig, publicFeeds } from './feeds/feed-config.ts';
export type { LookUp, PackageQuestion } from './feeds/osv-api/look-up.ts';
export { feeds } from './feeds/registry.ts';
export type { Feed } from './feeds/types.ts';
export { type BuildOptions, buildIndex } from './index/build-index.ts';
export type {
  BuildReport,
  OnProgress,
  ProgressEvent,
  Quarantined,
  SourceOutcome,
  UpdateReport,
} from './index/build-report.ts';
export { compareIndexes, type IndexChanges, type RecordChange } from './index/compare-indexes.ts';
export { type ExportReport, exportIndex } from './index/export-index.ts';
export { indexMark } from './index/index-mark.ts';
export { type IndexStatus, indexStatus } from './index/index-status.ts';
export { isSample } from './index/is-sample.ts';
export { openIndex } from './index/open-index.ts';
export { type StaleSource, staleSources } from './index/stale-sources.ts';
export { updateIndex } from './index/update-index.ts';
export type { UpdateOptions } from './index/update-run.ts';
export { type Verification, verifyIndex } from './index/verify-index.ts';
export type { NetworkSettings } from './net/http-client.ts';
export type * from './types.ts';
