/** Findings and APVs: what a flaw means for this estate (apv.md §4–§7). */
export * from './apv.ts';
export * from './finding.ts';
export * from './metrics-snapshot.ts';
export * from './status.ts';
