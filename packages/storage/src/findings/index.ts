/** Matches, findings and APVs in PostgreSQL: set by set, with their histories. Read tables.ts and locks.ts first. */

export {
  type AcceptanceRow,
  acceptancesInForce,
  type CoverFacts,
  coverFactsOf,
  endExpired,
  insertAcceptance,
  type NewAcceptance,
} from './acceptances.ts';
export { type ApvFilter, apvFilter, apvTotals } from './apv-list.ts';
export { apvsOfNames, type FoundApv, searchApvs } from './apv-search.ts';
export {
  type ApvMove,
  type ApvRow,
  type ApvWithWords,
  type ApvWordsWrite,
  type ApvWrite,
  apvCodesOf,
  contextsOf,
  factsOfProject,
  findApv,
  type GroupContext,
  groupsWithApv,
  lockApvs,
  type ProjectFacts,
  sharesServices,
  signalsAfter,
  supersedeApvs,
  takeCodes,
  tellApvMoves,
  wordsOf,
  writeApvs,
  writeApvWords,
} from './apvs.ts';
export { type BatchFacts, batchFactsOf, eventIdFor } from './batch-facts.ts';
export type { ChangedFindings, ChangeFindings, FindingChange, FindingChangeContext } from './change-findings.ts';
export { type EstateStats, readEstateStats } from './estate-stats.ts';
export {
  type AffectedComponent,
  affectedComponents,
  apvsAfter,
  apvsByUuid,
  type DecidedFinding,
  decidedFindings,
  type FindingPlace,
  placesOfFindings,
  purlsOf,
} from './export-facts.ts';
export { type FindingDetail, findingDetail, findingHistorySort, pageOfFindingHistory } from './finding-detail.ts';
export { findingLines } from './finding-lines.ts';
export {
  type FindingFilter,
  findingQuery,
  findingSortColumns,
  findingsAfter,
  openStatuses,
  pageOfFindings,
} from './finding-list.ts';
export {
  type ChangeContext,
  type FindingMove,
  type FindingState,
  findingsExpected,
  groupsOfProject,
  lockFindings,
  lockGone,
  lockOpenOfGroup,
  lockOpenOfProject,
  lockReturning,
  lockUnmatched,
  moveFindings,
  openFindings,
  pairsOfComponents,
  refreshPlaces,
} from './findings.ts';
export {
  addGroups,
  type GroupRow,
  groupsByKey,
  type MemberRow,
  membersAfter,
  membersByName,
  membersOfGroups,
  type NewMember,
  namesOfGroups,
  setMembers,
  setPrimaryIds,
} from './groups.ts';
export { holdMatching, takeGrouping, takeMatching } from './locks.ts';
export {
  componentsOfGroups,
  componentsOfProjectPackages,
  deleteMatches,
  fingerprintsOf,
  type GroupUse,
  type MatchRow,
  type Pair,
  usesOfGroups,
  writeMatches,
} from './matches.ts';
export { type Merge, mergeGroups } from './merge-groups.ts';
export { type DurationFacts, type LoopFacts, loopFactsBetween } from './metrics.ts';
export type { FindingTables } from './tables.ts';
export { addTestGroup, removeTestGroups } from './test-groups.ts';
export { apvTrend, projectTrend, type TrendRow, type TrendWindow } from './trends.ts';
