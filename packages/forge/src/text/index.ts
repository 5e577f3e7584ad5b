export { commitMessage } from './commit-message.ts';
export { labelsOf } from './labels.ts';
export { renderPullRequest, revertCommand } from './pull-request-text.ts';
export type { PatchStatement, StatedEvidence, StatedVulnerability } from './statement.ts';
export { patchIdsIn, patchTrailer, trailersOf } from './trailers.ts';
