import type { ReachabilityState, ReachabilityVerdict } from '@maximus/contracts';
import type { UseState } from './types.ts';

/** Evidence of a verdict that is less sure than this lowers nothing. */
const leastConfidence = 0.7;

/**
 * What counts of the evidence of use: an import whose flawed code nothing uses, when that is sure enough, counts as not
 * called. What the project's own code does not import while other packages do may still be reached: that is `unknown`.
 */
export function useOf(found: {
  readonly state: ReachabilityState;
  readonly verdict?: ReachabilityVerdict | undefined;
  readonly confidence?: number | undefined;
}): UseState {
  if (found.state === 'not_imported' && found.verdict === 'not_decidable') return 'unknown';
  const isNotCalled = found.state === 'imported' && found.verdict === 'unreachable';
  return isNotCalled && (found.confidence ?? 0) >= leastConfidence ? 'not_called' : found.state;
}
