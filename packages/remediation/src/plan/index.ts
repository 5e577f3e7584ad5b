export { asUnproven, type NotWritten } from './as-unproven.ts';
export { type CodeChange, type CodeDraft, diffOfDraft, planOfDraft } from './code-draft.ts';
export type { FindingFacts, Job, RemedyFinding } from './finding.ts';
export { compareCandidates, orderCandidates } from './order.ts';
export { type PlanInput, type PlannedRemedy, planRemedies } from './plan-remedies.ts';
export { type PlannedRetirement, planRetirements } from './plan-retirements.ts';
export { defaultPolicy, type RemedyPolicy } from './policy.ts';
export { type ProjectSources, sourcesIn } from './project-sources.ts';
