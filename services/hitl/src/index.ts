/**
 * Review: people decide about patches and risks, on evidence and by rules that are data; what they decide is held for a
 * moment, released once, and every step is told and logged. It changes no project and proves nothing. Read parts.ts, then
 * decide/cast-vote.ts and keep/release.ts.
 */
export { errors } from './errors.ts';
export { hitlMetrics } from './metrics.ts';
export { SlackConfig } from './slack/index.ts';
export { type Hitl, type HitlNeeds, startHitl } from './start-hitl.ts';
