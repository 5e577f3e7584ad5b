/** Projects, snapshots, components and occurrences in PostgreSQL: set by set, never row by row. Read tables.ts first. */

export {
  artefactsOf,
  type ComponentFilter,
  type ComponentUseRow,
  componentSortColumns,
  findComponent,
  type ListedComponentRow,
  pageOfComponents,
  projectsOfComponent,
  useOfComponents,
} from './component-list.ts';
export {
  addComponents,
  type ComponentPlace,
  type ComponentRow,
  componentIdentity,
  componentsAfter,
  componentsByKey,
  componentsOfPackages,
  findComponents,
  firstPlace,
  holdsDoubted,
  type JudgedComponent,
  type KeptComponent,
  type NewComponent,
  noteJudged,
  sampleComponents,
} from './components.ts';
export { digestOf, hasContent, type PackedContent, packContent, readContent, storeContent } from './content.ts';
export { type Coverage, readCoverage } from './coverage.ts';
export { likePrefix, searchComponents, searchProjects } from './estate-search.ts';
export {
  type CurrentOccurrence,
  clearOccurrences,
  compareOccurrences,
  currentOccurrences,
  ensureFiles,
  type OccurrenceChange,
  writeOccurrences,
} from './occurrences.ts';
export { projectKeysOf, projectQuery } from './project-keys.ts';
export {
  findingCountsOf,
  findProject,
  insertProject,
  lockProject,
  noteCheck,
  type ProjectCheck,
  type ProjectRow,
  patchProject,
  projectsByKey,
  setArchived,
  setNextScan,
  sourceOf,
  takeDueProjects,
} from './projects.ts';
export { reachabilityCodes, type StoredUse, scopeCodes, stateOfUse } from './scope-codes.ts';
export { pageOfSnapshots, type SnapshotRow, snapshotByUuid, snapshotSort, standingSnapshot } from './snapshot-list.ts';
export {
  type CurrentSnapshot,
  currentSnapshot,
  failSnapshot,
  type NewSnapshot,
  promiseSnapshot,
  pruneSnapshots,
  snapshotIdsOf,
  writeSnapshot,
} from './snapshots.ts';
export type { EstateTables } from './tables.ts';
export { wireId } from './wire-id.ts';
