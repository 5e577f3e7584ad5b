import type { Candidate } from '../resolver/types.ts';

/**
 * Candidates of one rung, best first (eureka.md §4). Deprecated versions only where
 * nothing else helps; then fewer major, then minor, then patch steps; fewer changed packages; fewer
 * changed files; the older its youngest release. That the targets are gone and nothing comes in was judged before; the rung
 * itself counts before all of these.
 */
export function orderCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort(compareCandidates);
}

/** The order of two candidates; total, so that equal input gives equal plans. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.deprecated - b.deprecated ||
    a.steps.major - b.steps.major ||
    a.steps.minor - b.steps.minor ||
    a.steps.patch - b.steps.patch ||
    a.changes.length - b.changes.length ||
    a.changedFiles - b.changedFiles ||
    b.youngestMs - a.youngestMs ||
    (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0)
  );
}
