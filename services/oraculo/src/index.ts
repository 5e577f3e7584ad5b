/**
 * Oráculo senses, matches and prioritises: it keeps the estate's inventory, matches it with the advisory index both ways,
 * and tells the loop of findings and APVs. Feeds are synced elsewhere; this follows the index that they write. It confirms
 * nothing and changes no project. Read parts.ts, then delta/apply-judgement.ts and imports/import-snapshot.ts.
 */
export { toApv, toApvSummary } from './apvs/apv-document.ts';
export { OraculoConfig } from './config.ts';
export type { DeltaReport } from './delta/apply-judgement.ts';
export { errors } from './errors.ts';
export { freshnessOf } from './feeds/feed-status.ts';
export { decodeContent } from './imports/snapshot-content.ts';
export type { IndexLease, LiveIndex } from './live-index/live-index.ts';
export { oraculoMetrics } from './metrics.ts';
export type { Parts } from './parts.ts';
export { toProjects } from './projects/to-project.ts';
export { findingSummaries } from './rest/finding-summaries.ts';
export { toScan } from './scans/to-scan.ts';
export type { OpenTree } from './sources/open-tree.ts';
export { PostedInventory } from './sources/posted-inventory.ts';
export { type Oraculo, type OraculoNeeds, startOraculo } from './start-oraculo.ts';
