export { diffRescans, type RescanOutcome, remainingTargets } from './diff-rescans.ts';
