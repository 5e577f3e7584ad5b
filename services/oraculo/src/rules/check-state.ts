import type { CheckState } from '@maximus/contracts';

/** What is known of the last check. */
export interface CheckFacts {
  /** What the check itself said when it was made. */
  readonly stored: CheckState;
  /** Milliseconds; absent when there was none. */
  readonly checkedAtMs?: number | undefined;
  readonly periodMs: number;
  /** The index is older than its limit, or a feed that the result needs is. */
  readonly isIndexStale: boolean;
  readonly nowMs: number;
}

/** How far a check reaches at this moment (apv.md §3): old ones are stale, never ones unknown. */
export function checkStateAt(facts: CheckFacts): CheckState {
  if (facts.checkedAtMs === undefined && facts.stored !== 'incomplete') return 'unknown';
  if (facts.stored === 'incomplete' || facts.stored === 'unknown') return facts.stored;
  const isOld = facts.nowMs - (facts.checkedAtMs ?? 0) > 2 * facts.periodMs;
  return isOld || facts.isIndexStale ? 'stale' : 'ok';
}

const badness: readonly CheckState[] = ['ok', 'stale', 'incomplete', 'unknown'];

/** The worst of several; `unknown` for none. */
export function worstCheckState(states: Iterable<CheckState>): CheckState {
  let worst: CheckState | undefined;
  for (const state of states) if (worst === undefined || badness.indexOf(state) > badness.indexOf(worst)) worst = state;
  return worst ?? 'unknown';
}
