import type { PackageChange } from '@maximus/contracts';
import type { Candidate } from '../resolver/types.ts';

/**
 * Candidates of one rung, best first (eureka.md §4). Deprecated versions only where nothing else helps; then fewer major
 * steps, since those are what breaks a project; then fewer changed packages; fewer minor, then patch steps; fewer changed
 * files; the older its youngest release. That the targets are gone and nothing comes in was judged before; the rung itself
 * counts before all of these.
 */
export function orderCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort(compareCandidates);
}

/** The order of two candidates; total, so that equal input gives equal plans. */
export function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.deprecated - b.deprecated ||
    a.steps.major - b.steps.major ||
    packagesIn(a.changes) - packagesIn(b.changes) ||
    a.steps.minor - b.steps.minor ||
    a.steps.patch - b.steps.patch ||
    a.changes.length - b.changes.length ||
    a.changedFiles - b.changedFiles ||
    b.youngestMs - a.youngestMs ||
    (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0)
  );
}

/** How many packages changes speak of, whatever versions of them come and go. */
export function packagesIn(changes: readonly PackageChange[]): number {
  const purls = changes.map(({ purl_from, purl_to }) => purl_from ?? purl_to ?? '');
  return new Set(purls.map((purl) => purl.slice(0, purl.lastIndexOf('@')))).size;
}
