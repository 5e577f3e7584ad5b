/** Patches, their content, evidence and deliveries in PostgreSQL (apv.md §7.3, eureka.md §7–§8). Read patches.ts first. */
export { type PackedBlob, packBlob, readBlob, storeBlobs } from './blobs.ts';
export { type DeliveryChange, type DeliveryRow, deliveries, type NewDelivery, toDelivery } from './deliveries.ts';
export { remediationErrors } from './errors.ts';
export { type EvidenceRow, evidences, type NewEvidence } from './evidences.ts';
export { type LlmCallEnd, llmCalls, type NewLlmCall } from './llm-calls.ts';
export { readEdits, type StoredEdit, storeEdits } from './patch-edits.ts';
export { eurekaCounts, type PatchFilter, patchQuery, patchSorts } from './patch-list.ts';
export { type PatchFacts, patchFactsBetween } from './patch-metrics.ts';
export { livePatchStatuses } from './patch-states.ts';
export { type NewPatch, type PatchSet, type PatchStart, type PatchStep, patches } from './patches.ts';
export {
  type ConfirmedFinding,
  type FindingToRemedy,
  filesWithComponents,
  findingsToRemedy,
  findingsWithFacts,
  findingsWithoutLivePatch,
  hasOverrides,
  isSaidUnused,
  noteConfirmations,
  projectOfFinding,
  projectsOfApv,
} from './project-work.ts';
export { type DecidedSubject, subjectDigest } from './subject-digest.ts';
export type { RemediationTables } from './tables.ts';
export { type PatchContent, type PatchRow, toPatch, toPatchSummary } from './to-patch.ts';
